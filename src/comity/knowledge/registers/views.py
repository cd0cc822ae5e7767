"""The list of open registers, and the page of one."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage
from comity.knowledge.registers.enums import Cost, Entry
from comity.knowledge.registers.models import Register
from comity.ui.components import Badge, Fact, Tone


def badges(register: Register) -> list[Badge]:
    """What it costs and needs, as far as that keeps a reader out, and whether anyone has checked it."""
    shown = []
    if register.cost == Cost.FREE:
        shown.append(Badge(_("Free of charge"), Tone.SUCCESS))
    elif register.cost == Cost.PAID:
        shown.append(Badge(_("Paid"), Tone.OUTLINE))
    if register.entry == Entry.PERMISSION:
        shown.append(Badge(_("Not open to everybody"), Tone.BRASS))
    return shown if register.is_verified else [*shown, Badge(_("Not verified"), Tone.OUTLINE)]


class RegisterList(RecordList):
    """Registers by State, by what they hold, and by what they are searched by."""

    detail_model = Register
    lead = gettext_lazy(
        "What anybody may look up abroad without a request: where it is, what it holds, how it is searched, "
        "what it costs."
    )

    def line(self, record: Record) -> dict[str, Any]:
        """A register with its keeper and what it costs."""
        register: Register = record.register
        return super().line(record) | {"said": (register.keeper,), "badges": badges(register)}


class RegisterPage(RecordPage):
    """One register."""

    detail_model = Register
    template_name = "registers/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The register with the way to it."""
        register: Register = record.register
        return super().context(record) | {"badges": badges(register), "register": register}

    def facts(self, record: Record) -> list[Fact]:
        """Who keeps it under which law, what it costs and needs, and when it was last looked at."""
        register: Register = record.register
        checked = str(register.checked_on or "") or _("Never, by what is known here")
        rows = [
            Fact(_("Kept by"), register.keeper),
            Fact(_("Cost"), register.get_cost_display()),
            Fact(_("Access"), register.get_entry_display()),
            Fact(_("Legal basis"), register.legal_basis),
            Fact(_("Checked on"), checked),
        ]
        return [one for one in rows if one.value]
