from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How a checkpoint is handed to somebody outside."""

    FOLDER = "folder", _("Folder")
    MAIL = "mail", _("E-mail")
    WITNESS = "witness", _("Another installation")
