"""The list of what States ask of requests, and the page of one."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage
from comity.knowledge.requirements.enums import Certification
from comity.knowledge.requirements.models import Requirement
from comity.ui.components import Badge, Fact, Tone


# In this order, as a request is made.
WORDS: Final = ("content", "channel", "urgent", "translation", "costs", "dual_criminality", "advice")


class RequirementList(RecordList):
    """Requirements by State and by the kind of request."""

    detail_model = Requirement
    lead = gettext_lazy(
        "What States ask of requests that are sent to them, told by their own people and verified by them."
    )

    def line(self, record: Record) -> dict[str, Any]:
        """For which requests, and who says so."""
        one: Requirement = record.requirement
        badges = [Badge(one.get_about_display(), Tone.ACCENT)]
        return super().line(record) | {"said": (one.told_by, str(one.told_on or "")), "badges": badges}


class RequirementPage(RecordPage):
    """What one State asks of one kind of request."""

    detail_model = Requirement

    def facts(self, record: Record) -> list[Fact]:
        """Every field that says something, in the language in which it is written."""
        one: Requirement = record.requirement
        label = {field.name: str(field.verbose_name) for field in one._meta.concrete_fields if field.name in WORDS}
        rows = [Fact(_("Requests"), one.get_about_display())]
        if one.copies is not None:
            rows.append(Fact(_("Number of copies"), str(one.copies)))
        if one.certification != Certification.UNKNOWN:
            rows.append(Fact(_("Certification"), one.get_certification_display()))
        rows += [
            Fact(label[name][:1].upper() + label[name][1:], words, language=one.language)
            for name in WORDS
            if (words := getattr(one, name))
        ]
        told = " · ".join(filter(None, (one.told_by, str(one.told_on or ""))))
        return [*rows, Fact(_("Told by"), told)] if told else rows
