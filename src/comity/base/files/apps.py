from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "comity.base.files"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "files"
    # What it tells the desk of the staff.
    desk = "comity.base.files.queries.desk"
    health = "comity.base.files.queries.health"
