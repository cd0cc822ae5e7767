from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a file stands. Values are stored: a change needs a migration."""

    # Nobody but who sent it and the staff knows of it, and nobody reads it.
    QUARANTINE = "quarantine", _("In quarantine")
    # Scanned, or let through where there is no scanner; not yet cleaned.
    CLEAN = "clean", _("Scanned")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")
    # Its bytes are gone; that it was here stays.
    REMOVED = "removed", _("Removed")


class Fault(TextChoices):
    """Why a file is not taken or not released; the first ones are named as ``content.types.Flaw`` names them."""

    EMPTY = "empty", _("The file is empty. Choose the one that holds something.")
    NOT_ALLOWED = "not_allowed", _("Files of this type are not taken here.")
    UNKNOWN = "unknown", _("The content is of no known type, whatever the name says. Save it as PDF and send that.")
    DAMAGED = "damaged", _("The file is damaged or incomplete. Open it on your computer, save it again and send that.")
    ENCRYPTED = (
        "encrypted",
        _("The file is protected by a password, so that nobody can see what is in it. Save it without protection."),
    )
    OLD_OFFICE = (
        "old_office",
        _("Office files of before 2007 can hide programs. Save it as DOCX, XLSX, PPTX or PDF."),
    )
    MACROS = (
        "macros",
        _("The file holds macros or other active content. Save it without macros, or as PDF."),
    )
    OUTSIDE = (
        "outside",
        _("When opened, the file fetches something from another address. Save it as PDF and send that."),
    )
    ENTITIES = (
        "entities",
        _("The file declares entities (XML), which no office program does. Save it anew, or as PDF."),
    )
    TWO_TYPES = "two_types", _("The file is of two types at once. Save it again, in one of them.")
    UNPACKS_TOO_LARGE = (
        "unpacks_too_large",
        _("Unpacked, the file would be far larger than may be. Send its parts one by one."),
    )
    TOO_MANY_PARTS = "too_many_parts", _("The archive has too many entries. Send its parts one by one.")
    BAD_PATHS = (
        "bad_paths",
        _("The archive has two entries of the same name, or one that leads out of it. Pack it anew."),
    )
    NESTED = "nested", _("The archive holds another archive. Send what is in it one by one.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture is too large. Save it with fewer pixels.")
    TOO_MANY_PAGES = "too_many_pages", _("The document has too many pages. Split it.")
    NOT_UTF8 = "not_utf8", _("The text is not in UTF-8. Save it with that encoding.")
    MARKUP = "markup", _("The file is a web page or a program, not a text. Save it as PDF.")
    TOO_COSTLY = "too_costly", _("Looking through the file took too much time or memory. Save it as PDF, or split it.")
    # Beside what the bytes say.
    TOO_LARGE = "too_large", _("The file is too large.")
    INFECTED = "infected", _("The scanner found something harmful in it.")
    SCANNER_SILENT = "scanner_silent", _("The scanner does not answer. The file waits and is tried again.")
    STORE_SILENT = "store_silent", _("The store of files does not answer. The file waits and is tried again.")
    CHANGED = "changed", _("The bytes in the store are not those that were sent.")
    WITHDRAWN = "withdrawn", _("It was taken back.")
    RETENTION = "retention", _("The time for which it was to be kept is over.")


class Removed(TextChoices):
    """What was taken out of a file before others could read it."""

    METADATA = "metadata", _("metadata: who made it, when, where and with what")
    SCRIPTS = "scripts", _("scripts and actions")
    EMBEDDED = "embedded", _("embedded files and media")
    SIGNATURE = "signature", _("an electronic signature, which no changed copy can keep")
    PROPERTIES = "properties", _("the names of authors in its properties")
