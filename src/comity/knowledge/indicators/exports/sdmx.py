"""Figures in the three forms of SDMX 3.0: comma separated, structure specific XML, and JSON.

The forms are those of the Statistical Data and Metadata Exchange, version 3.0 (https://sdmx.org): SDMX-CSV 2.0,
SDMX-ML 3.0 and SDMX-JSON 2.0. Their structure is written by ``structure``.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone
from lxml import etree

from comity.kernel.dates import EXACT
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import Dimension, Frequency, Status
from comity.knowledge.indicators.exports.plain import Lines, number
from comity.knowledge.indicators.models import Indicator, Observation
from comity.knowledge.indicators.queries import SeriesLine, text_of


AGENCY: Final = "COMITY"
VERSION: Final = "1.0.0"
FLOW: Final = f"{AGENCY}:INDICATORS({VERSION})"
DEFINITION: Final = f"{AGENCY}:DSD_INDICATORS({VERSION})"
URN: Final = "urn:sdmx:org.sdmx.infomodel.datastructure"
TIME: Final = "TIME_PERIOD"
VALUE: Final = "OBS_VALUE"
# The dimensions of the structure in their order; time stands apart, since it tells observations of one series.
KEYS: Final = ("FREQ", "INDICATOR", "REF_AREA", *(name.upper() for name in Dimension.values))
OF_SERIES: Final = ("UNIT_MEASURE", "UNIT_MULT")
OF_OBSERVATION: Final = ("OBS_STATUS", "PRECISION", "COMMENT_OBS", "SOURCE_TITLE", "SOURCE_LOCATOR", "SOURCE_URL")
# “Total” and “not applicable” in the code lists that SDMX recommends.
TOTAL: Final = "_T"
# As the recommended lists CL_FREQ and CL_OBS_STATUS have them.
FREQUENCIES: Final = {
    Frequency.DAILY: "D",
    Frequency.MONTHLY: "M",
    Frequency.QUARTERLY: "Q",
    Frequency.ANNUAL: "A",
    Frequency.IRREGULAR: "_O",
}
STATUSES: Final = {Status.FINAL: "A", Status.PROVISIONAL: "P", Status.ESTIMATED: "E"}
# Units that the list of currencies and a power of ten say better than a word of our own.
UNITS: Final = {"usd": ("USD", "0"), "usd-billion": ("USD", "9")}

MESSAGE: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"
SPECIFIC: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific"
COMMON: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"
INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
JSON_SCHEMA: Final = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
ONE_DAY: Final = dt.timedelta(days=1)


def time_period(one: Observation) -> str:
    """A period as SDMX writes it: a year, a month or a day as it stands, a range by its first day and its length.

    ``2017-02/2018-02`` is ``2017-02-01/P13M``; a range that does not fill months is written in days.
    """
    text = one.period_text
    if "/" not in text and set(text) <= set("0123456789-"):
        return text
    following = one.latest_on + ONE_DAY
    if one.earliest_on.day == following.day == 1:
        months = (following.year - one.earliest_on.year) * 12 + following.month - one.earliest_on.month
        return f"{one.earliest_on.isoformat()}/P{months}M"
    if EXACT.fullmatch(text):
        return text
    return f"{one.earliest_on.isoformat()}/P{(following - one.earliest_on).days}D"


def keys_of(indicator: Indicator, line: SeriesLine) -> dict[str, str]:
    """The dimensions of a series by their identifiers."""
    return {
        "FREQ": FREQUENCIES[Frequency(indicator.frequency)],
        "INDICATOR": indicator.code,
        "REF_AREA": line.series.place_id or TOTAL,
        **{name.upper(): line.series.dimensions.get(name, TOTAL) for name in Dimension.values},
    }


def unit_of(indicator: Indicator) -> dict[str, str]:
    """The unit and its power of ten."""
    unit, power = UNITS.get(indicator.unit, (indicator.unit, "0"))
    return {"UNIT_MEASURE": unit, "UNIT_MULT": power}


def told_of(one: Observation, language: str) -> dict[str, str]:
    """The attributes of a figure; what is empty is left out."""
    told = {
        "OBS_STATUS": STATUSES[Status(one.status)],
        "PRECISION": one.precision,
        "COMMENT_OBS": one.footnotes.get(language) or one.footnotes.get("en", ""),
        "SOURCE_TITLE": one.source_title,
        "SOURCE_LOCATOR": one.paragraph,
        "SOURCE_URL": one.source_url,
    }
    return {name: value for name, value in told.items() if value}


def sdmx_csv(several: Iterable[Lines], *, language: str = "en") -> bytes:
    """Figures as SDMX-CSV 2.0."""
    buffer = io.StringIO()
    names = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *KEYS, TIME, VALUE, *OF_SERIES, *OF_OBSERVATION)
    writer = csv.DictWriter(buffer, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    fixed = {"STRUCTURE": "dataflow", "STRUCTURE_ID": FLOW, "ACTION": "I"}
    for indicator, lines in several:
        for line in lines:
            whole = fixed | keys_of(indicator, line) | unit_of(indicator)
            for one in line.observations:
                own = {TIME: time_period(one), VALUE: number(one.value)}
                writer.writerow(whole | own | told_of(one, language))
    return buffer.getvalue().encode()


def sdmx_ml(several: Iterable[Lines], *, language: str = "en") -> bytes:
    """Figures as structure specific SDMX-ML 3.0."""
    namespace = f"{URN}.DataStructure={DEFINITION}:ObsLevelDim:{TIME}"
    names = {"mes": MESSAGE, "ss": SPECIFIC, "com": COMMON, "xsi": INSTANCE, "ns1": namespace}
    root = etree.Element(f"{{{MESSAGE}}}StructureSpecificData", nsmap=names)
    header = etree.SubElement(root, f"{{{MESSAGE}}}Header")
    for name, text in (("ID", f"C{uuid4().hex}"), ("Test", "false"), ("Prepared", _now())):
        etree.SubElement(header, f"{{{MESSAGE}}}{name}").text = text
    etree.SubElement(header, f"{{{MESSAGE}}}Sender", id=AGENCY)
    structure = etree.SubElement(
        header,
        f"{{{MESSAGE}}}Structure",
        structureID="INDICATORS",
        namespace=namespace,
        dimensionAtObservation=TIME,
    )
    etree.SubElement(structure, f"{{{COMMON}}}Structure").text = f"{URN}.DataStructure={DEFINITION}"
    data = etree.SubElement(root, f"{{{MESSAGE}}}DataSet")
    data.set(f"{{{SPECIFIC}}}dataScope", "DataStructure")
    data.set(f"{{{INSTANCE}}}type", "ns1:DataSetType")
    data.set(f"{{{SPECIFIC}}}structureRef", "INDICATORS")
    data.set("action", "Information")
    for indicator, lines in several:
        for line in lines:
            series = etree.SubElement(data, "Series", {**keys_of(indicator, line), **unit_of(indicator)})
            for one in line.observations:
                own = {TIME: time_period(one), VALUE: number(one.value), **told_of(one, language)}
                etree.SubElement(series, "Obs", own)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def sdmx_json(several: Iterable[Lines], *, language: str = "en") -> bytes:
    """Figures as SDMX-JSON 2.0, with the names of indicators and units in six languages."""
    given = list(several)
    values = {name: list[str]() for name in (*KEYS, TIME, *OF_SERIES)}
    series: dict[str, dict[str, Any]] = {}
    for indicator, lines in given:
        unit = unit_of(indicator)
        for line in lines:
            keys = keys_of(indicator, line)
            series[":".join(str(_place(values[name], keys[name])) for name in KEYS)] = {
                "attributes": [_place(values[name], unit[name]) for name in OF_SERIES],
                "observations": {str(_place(values[TIME], time_period(o))): _values(o) for o in line.observations},
            }
    names = {("INDICATOR", indicator.code): _titles(indicator) for indicator, _lines in given}
    names |= {("UNIT_MEASURE", unit_of(i)["UNIT_MEASURE"]): _unit_names(i) for i, _lines in given}
    message = {
        "meta": {
            "schema": JSON_SCHEMA,
            "id": f"C{uuid4().hex}",
            "test": False,
            "prepared": _now(),
            "contentLanguages": [language, *(code for code in INTERFACE if code != language)],
            "sender": {"id": AGENCY, "name": "Comity"},
        },
        "data": {
            "structures": [_structure(values, names, language)],
            "dataSets": [{"structure": 0, "action": "Information", "links": [_link("DataStructure", DEFINITION)],
                          "series": series}],
        },
    }  # fmt: skip
    return json.dumps(message, ensure_ascii=False).encode()


def _structure(
    values: dict[str, list[str]], names: dict[tuple[str, str], dict[str, str]], language: str
) -> dict[str, Any]:
    """Which identifiers stand for which places in the keys of the series."""

    def listed(name: str) -> list[dict[str, Any]]:
        told = []
        for value in values[name]:
            known = names.get((name, value))
            shown = (known or {}).get(language) or (known or {}).get("en") or value
            told.append({"id": value, "name": shown} | ({"names": known} if known else {}))
        return told

    series = [{"id": name, "name": name, "keyPosition": place, "values": listed(name) or [{"value": TOTAL}]}
              for place, name in enumerate(KEYS)]  # fmt: skip
    times = [{"value": value} for value in values[TIME]] or [{"value": ""}]
    return {
        "dataSets": [0],
        "links": [_link("Dataflow", FLOW), _link("DataStructure", DEFINITION)],
        "name": "Indicators",
        "dimensions": {
            "series": series,
            "observation": [{"id": TIME, "name": TIME, "keyPosition": len(KEYS), "values": times}],
        },
        "measures": {"observation": [{"id": VALUE, "name": VALUE, "isMandatory": True}]},
        "attributes": {
            "series": [
                {"id": name, "name": name, "relationship": {"dimensions": list(KEYS)}}
                | ({"values": listed(name)} if values[name] else {})
                for name in OF_SERIES
            ],
            "observation": [
                {"id": name, "name": name, "relationship": {"observation": {}}} for name in OF_OBSERVATION
            ],
        },
    }


def _values(one: Observation) -> list[Any]:
    """A figure and its attributes in the order of the structure; footnotes in every language they are in."""
    told = told_of(one, "en") | ({"COMMENT_OBS": one.footnotes} if one.footnotes else {})
    return [number(one.value), *(told.get(name) for name in OF_OBSERVATION)]


def _place(values: list[str], value: str) -> int:
    """Where a value stands in a list, at whose end it is put when it is new."""
    if value not in values:
        values.append(value)
    return values.index(value)


def _titles(indicator: Indicator) -> dict[str, str]:
    texts = {text.language: text.title for text in indicator.record.texts.all()}
    return texts or {"en": indicator.code}


def _unit_names(indicator: Indicator) -> dict[str, str]:
    word = "usd" if indicator.unit in UNITS else indicator.unit
    return {code: registry.word("units", word, code) for code in INTERFACE}


def _link(what: str, which: str) -> dict[str, str]:
    return {"rel": what.lower(), "urn": f"{URN}.{what}={which}"}


def _now() -> str:
    return timezone.now().replace(microsecond=0).isoformat()


def title_of(indicator: Indicator) -> str:
    """The title in English, for lists that have one language."""
    text = text_of(indicator, "en")
    return text.title if text else indicator.code


def names_of(indicators: Sequence[Indicator]) -> dict[str, str]:
    """The titles in English by code."""
    return {one.code: title_of(one) for one in indicators}
