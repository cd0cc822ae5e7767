from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "comity.base.access"
