from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "comity.base.files"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "files"
