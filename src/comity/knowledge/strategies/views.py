"""The list of strategies, and the page of one."""

import datetime as dt
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from comity.engines.citations.views import cited_by
from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage
from comity.engines.records.views.listing import Choice, Filter
from comity.knowledge.strategies import queries
from comity.knowledge.strategies.enums import Standing
from comity.knowledge.strategies.models import Strategy
from comity.ui.components import Badge, Fact, Tone


STANDING: Final = "standing"
TONES: Final = {Standing.IN_FORCE: Tone.SUCCESS, Standing.EXPIRED: Tone.OUTLINE, Standing.COMING: Tone.BRASS}


def today() -> dt.date:
    """The day on which strategies are shown to stand as they do."""
    return timezone.now().date()


def badges(strategy: Strategy) -> list[Badge]:
    """Where the strategy stands today, and whether anyone has checked what is said of it."""
    standing = strategy.standing(today())
    shown = [Badge(standing.label, TONES.get(standing, Tone.PLAIN))] if standing else []
    return shown if strategy.is_verified else [*shown, Badge(_("Not verified"), Tone.OUTLINE)]


def period(strategy: Strategy) -> SafeString | str:
    """The period of a strategy as it is written; dates are never turned round inside Arabic."""
    if not strategy.begins:
        return ""
    if strategy.begins == strategy.ends:
        return format_html('<bdi class="date" dir="ltr">{}</bdi>', strategy.begins)
    return format_html('<bdi class="date" dir="ltr">{}–{}</bdi>', strategy.begins, strategy.ends)


class StrategyList(RecordList):
    """Strategies by place, crime, year, pillar, and whether they are in force."""

    detail_model = Strategy
    lead = gettext_lazy(
        "What States and regional organizations set out to do against crime, for how long, and who watches over it."
    )

    def found(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """Those that stand as was asked."""
        asked = self.request.GET.get(STANDING, "")
        if asked in Standing.values:
            records = queries.standing_in(records, Standing(asked), today())
        return super().found(records)

    def more_filters(self, request: HttpRequest) -> list[Filter]:
        """Whether they are in force today."""
        asked = request.GET.get(STANDING, "")
        choices = (Choice(one.value, one.label, None, one.value == asked) for one in Standing)
        return [Filter(STANDING, _("Status"), tuple(choices))]

    def line(self, record: Record) -> dict[str, Any]:
        """A strategy with its period and where it stands."""
        strategy: Strategy = record.strategy
        return super().line(record) | {"said": (period(strategy),), "badges": badges(strategy)}


class StrategyPage(RecordPage):
    """One strategy."""

    detail_model = Strategy
    template_name = "strategies/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The strategy with its document and the reports on it."""
        strategy: Strategy = record.strategy
        return super().context(record) | {
            "badges": badges(strategy),
            "document": strategy.url,
            "reports": strategy.reports,
            "cited_by": cited_by(self.request, record, has_links=False),
            "is_verified": strategy.is_verified,
        }

    def facts(self, record: Record) -> list[Fact]:
        """Its form, period, adoption and monitoring."""
        strategy: Strategy = record.strategy
        rows: list[tuple[str, object, str]] = [
            (pgettext("of a document", "Form"), strategy.get_form_display(), ""),
            (_("Period"), period(strategy), ""),
            (_("Adopted"), strategy.adopted, ""),
            (_("Adopted by"), strategy.adopted_by, "en"),
            (_("Monitored by"), strategy.monitored_by, "en"),
            (_("Symbol"), strategy.symbol, "en"),
        ]
        return [Fact(name, value, language=language) for name, value, language in rows if value]
