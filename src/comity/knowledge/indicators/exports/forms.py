import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from comity.knowledge.indicators.exports import plain, sdmx, structure
from comity.knowledge.indicators.exports.plain import Lines
from comity.knowledge.indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file for figures: what it is called, its ending, its media type, and what writes it."""

    label: str
    ending: str
    media_type: str
    written: Callable[[Sequence[Lines], str], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Structure:
    """A form of file for the structure of the figures."""

    label: str
    ending: str
    media_type: str
    written: Callable[[Sequence[Indicator]], bytes]


def _json(several: Sequence[Lines], language: str) -> list[bytes]:
    told: list[dict[str, Any]] = [
        {"indicator": plain.indicator_data(indicator), "series": [plain.series_data(line) for line in lines]}
        for indicator, lines in several
    ]
    whole = told[0] if len(told) == 1 else {"indicators": told}
    return [json.dumps(whole, ensure_ascii=False, cls=DjangoJSONEncoder).encode()]


# By the word that stands in addresses; media types of SDMX as its standard registers them.
FORMS: Final = {
    "csv": Form("CSV", "csv", "text/csv; charset=utf-8", lambda several, _language: plain.csv(several)),
    "json": Form("JSON", "json", "application/json", _json),
    "sdmx-csv": Form(
        "SDMX-CSV 2.0",
        "sdmx.csv",
        "application/vnd.sdmx.data+csv;version=2.0.0;charset=utf-8",
        lambda several, language: [sdmx.sdmx_csv(several, language=language)],
    ),
    "sdmx-ml": Form(
        "SDMX-ML 3.0",
        "sdmx.xml",
        "application/vnd.sdmx.data+xml;version=3.0.0",
        lambda several, language: [sdmx.sdmx_ml(several, language=language)],
    ),
    "sdmx-json": Form(
        "SDMX-JSON 2.0",
        "sdmx.json",
        "application/vnd.sdmx.data+json;version=2.0.0",
        lambda several, language: [sdmx.sdmx_json(several, language=language)],
    ),
}
STRUCTURES: Final = {
    "sdmx-ml": Structure(
        "SDMX-ML 3.0", "structure.xml", "application/vnd.sdmx.structure+xml;version=3.0.0", structure.sdmx_ml
    ),
    "sdmx-json": Structure(
        "SDMX-JSON 2.0", "structure.json", "application/vnd.sdmx.structure+json;version=2.0.0", structure.sdmx_json
    ),
}
