from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "comity.engines.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "questionnaires"
    # What it tells the desk of the staff.
    desk = "comity.engines.questionnaires.registry.desk"
