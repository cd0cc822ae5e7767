"""What units, dimensions, periods and numbers are called to a reader; numbers as the CLDR has them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from babel.numbers import format_compact_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.models import Text
from comity.engines.records.registry import detail_models
from comity.engines.records.shapes import identity
from comity.kernel.languages import own_name
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import Dimension, Precision
from comity.knowledge.indicators.models import Indicator, Observation
from comity.ui.written import amount


# The lists of facts/words.yaml that name the values of a dimension.
LISTS: Final = {Dimension.CYCLE: "cycles", Dimension.NETWORK: "networks", Dimension.SEX: "sexes"}
# Around a date in plain text, which would else be turned round inside Arabic (Unicode Standard Annex 9).
ISOLATED: Final = "\u2066"
ENDED: Final = "\u2069"


def compact(value: float, language: str) -> str:
    """A number for the scale of a chart: 14M, 14 млн."""
    if abs(value) < 100_000:  # noqa: PLR2004 -- five digits still fit beside a chart
        return amount(Decimal(str(value)), language)
    return str(format_compact_decimal(value, locale=language, fraction_digits=1))


def measured(observation: Observation, language: str) -> str:
    """A figure as it is read, with what the source says of how exact it is: more than 2,700."""
    number = amount(observation.value, language)
    sentences = {
        Precision.MORE_THAN: _("more than %(number)s"),
        Precision.ABOUT: _("about %(number)s"),
        Precision.LESS_THAN: _("less than %(number)s"),
    }
    sentence = sentences.get(Precision(observation.precision))
    return sentence % {"number": number} if sentence else number


def period_written(text: str) -> str:
    """A period in words where it has two ends; a day, a month or a year as ISO 8601 has it, also inside Arabic."""
    if "/" not in text:
        return f"{ISOLATED}{text}{ENDED}"
    earliest, latest = (f"{ISOLATED}{day}{ENDED}" for day in text.split("/", 1))
    return pgettext("a whole period", "%(earliest)s to %(latest)s") % {"earliest": earliest, "latest": latest}


def unit_name(indicator: Indicator, language: str) -> str:
    """The unit of an indicator."""
    return registry.word("units", indicator.unit, language)


def dimension_names(pairs: Iterable[tuple[str, str]], language: str) -> Mapping[tuple[str, str], str]:
    """What the values of dimensions are called, such as ``("sex", "F")``; one query, and none without treaties."""
    wanted = set(pairs)
    crimes = terms.labels("crime-types", language)
    treaties = _treaties({value for name, value in wanted if name == Dimension.TREATY}, language)
    found: dict[tuple[str, str], str] = {}
    for name, value in wanted:
        match name:
            case Dimension.TREATY:
                label = treaties.get(value, value)
            case Dimension.CRIME_TYPE:
                label = crimes.get(value, value)
            case Dimension.LANGUAGE:
                label = own_name(value)
            case Dimension.KIND:
                label = _kind(value)
            case "place":
                label = places.names(language).get(value, value)
            case _:
                label = registry.word(LISTS[Dimension(name)], value, language)
        found[name, value] = label
    return found


def _kind(name: str) -> str:
    """What a database is called."""
    named = {"treaty": _("Treaties"), "law": _("Laws")}
    model = detail_models().get(name)
    plural = str(model._meta.verbose_name_plural or name) if model else name
    return named.get(name) or plural[:1].upper() + plural[1:]


def _treaties(symbols: set[str], language: str) -> dict[str, str]:
    """Titles of treaties by symbol; they are records, whose keys follow from their symbols."""
    if not symbols:
        return {}
    keys = {identity("treaty", symbol): symbol for symbol in symbols}
    best: dict[str, str] = {}
    for key, code, title in Text.objects.filter(record__in=keys, language__in={language, "en"}).values_list(
        "record", "language", "title"
    ):
        if code == language or keys[key] not in best:
            best[keys[key]] = title
    return best
