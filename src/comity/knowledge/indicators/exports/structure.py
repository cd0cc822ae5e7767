"""The structure of the figures as SDMX has it, made by pysdmx: data structure, dataflow, concepts and code lists."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pysdmx.io.json.sdmxjson2.writer.v2_0 import structure as json_writer
from pysdmx.io.xml.sdmx30.writer import structure as xml_writer
from pysdmx.model import (
    Agency,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    Role,
)
from pysdmx.model.message import Header

from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import Dimension, Precision
from comity.knowledge.indicators.exports.sdmx import (
    AGENCY,
    FREQUENCIES,
    KEYS,
    OF_OBSERVATION,
    OF_SERIES,
    STATUSES,
    TIME,
    TOTAL,
    UNITS,
    VALUE,
    VERSION,
    names_of,
)
from comity.knowledge.indicators.models import Indicator, Series
from comity.knowledge.indicators.queries import dimension_names


# What each concept is, in English, which is the language of a structure that programs read.
CONCEPTS: Final = {
    "FREQ": "Frequency",
    "INDICATOR": "Indicator",
    "REF_AREA": "Reference area",
    "TREATY": "Treaty, by its number in the United Nations Treaty Collection",
    "CYCLE": "Review cycle",
    "NETWORK": "Network of judicial cooperation",
    "CRIME_TYPE": "Crime",
    "SEX": "Sex",
    "KIND": "Database of the portal",
    "LANGUAGE": "Language, ISO 639-1",
    TIME: "Time period",
    VALUE: "Observation value",
    "UNIT_MEASURE": "Unit of measure",
    "UNIT_MULT": "Unit multiplier, as a power of ten",
    "OBS_STATUS": "Observation status",
    "PRECISION": "How exact the source says that the value is",
    "COMMENT_OBS": "Footnote",
    "SOURCE_TITLE": "Source",
    "SOURCE_LOCATOR": "Paragraph of the source",
    "SOURCE_URL": "Address of the source",
}
FREE: Final = frozenset({"UNIT_MULT", "COMMENT_OBS", "SOURCE_TITLE", "SOURCE_LOCATOR", "SOURCE_URL"})
# Attributes that every observation, or every series, has.
ALWAYS: Final = frozenset({"UNIT_MEASURE", "OBS_STATUS"})
NAMES: Final = {"A": "Yearly", "Q": "Quarterly", "M": "Monthly", "D": "Daily", "_O": "Other: with each report"}
STATUS_NAMES: Final = {"A": "Normal value", "P": "Provisional value", "E": "Estimated value"}


def sdmx_ml(indicators: Sequence[Indicator]) -> bytes:
    """The structure as SDMX-ML 3.0."""
    text = xml_writer.write(artefacts(indicators), header=_header())
    assert text is not None, "there is no path to write to"
    return text.encode()


def sdmx_json(indicators: Sequence[Indicator]) -> bytes:
    """The structure as SDMX-JSON 2.0."""
    text = json_writer.write(artefacts(indicators), header=_header())
    assert text is not None, "there is no path to write to"
    message = json.loads(text)
    for definition in message["data"]["dataStructures"]:
        # pysdmx writes an empty list of groups, which the schema of the standard does not allow.
        if not definition["dataStructureComponents"].get("groups", True):
            del definition["dataStructureComponents"]["groups"]
    return json.dumps(message, ensure_ascii=False).encode()


def artefacts(
    indicators: Sequence[Indicator],
) -> list[Codelist | ConceptScheme | DataStructureDefinition | Dataflow]:
    """The artefacts of the structure, with the codes that these indicators use; three queries."""
    lists = _code_lists(indicators)
    concepts = {name: Concept(name, name=told, urn=_urn_of_concept(name)) for name, told in CONCEPTS.items()}
    scheme = ConceptScheme(
        "CS_INDICATORS", name="Concepts of indicators", agency=AGENCY, version=VERSION, items=list(concepts.values())
    )
    definition = DataStructureDefinition(
        id="DSD_INDICATORS",
        name="Indicators",
        agency=AGENCY,
        version=VERSION,
        components=Components(list(_components(concepts, lists))),
    )
    flow = Dataflow("INDICATORS", name="Indicators", agency=AGENCY, version=VERSION, structure=definition)
    return [*lists.values(), scheme, definition, flow]


def _components(concepts: Mapping[str, Concept], lists: Mapping[str, Codelist]) -> Iterable[Component]:
    for name in KEYS:
        yield Component(name, True, Role.DIMENSION, concepts[name], local_codes=lists[name])  # noqa: FBT003 -- pysdmx's order
    yield Component(TIME, True, Role.DIMENSION, concepts[TIME], local_dtype=DataType.PERIOD)  # noqa: FBT003 -- as before
    yield Component(VALUE, True, Role.MEASURE, concepts[VALUE], local_dtype=DataType.DECIMAL)  # noqa: FBT003 -- as before
    for name in (*OF_SERIES, *OF_OBSERVATION):
        level = ",".join(KEYS) if name in OF_SERIES else "O"
        free = name in FREE
        yield Component(
            name,
            name in ALWAYS,
            Role.ATTRIBUTE,
            concepts[name],
            local_dtype=DataType.STRING if free else None,
            local_codes=None if free else lists[name],
            attachment_level=level,
        )


def _code_lists(indicators: Sequence[Indicator]) -> dict[str, Codelist]:
    """The code list of each coded component."""
    pairs: set[tuple[str, str]] = set()
    rows = Series.objects.filter(indicator__in=list(indicators)).values_list("place", "dimensions")
    for place, dimensions in rows:
        pairs |= {*dimensions.items(), *([("place", place)] if place else [])}
    names = dimension_names(pairs, "en")
    values: dict[str, dict[str, str]] = {
        "FREQ": {code: NAMES[code] for code in FREQUENCIES.values()},
        "INDICATOR": names_of(indicators),
        "REF_AREA": {TOTAL: "All that the indicator covers"},
        "UNIT_MEASURE": {
            UNITS.get(code, (code,))[0]: registry.word("units", "usd" if code in UNITS else code, "en")
            for code in dict.fromkeys(one.unit for one in indicators)
        },
        "OBS_STATUS": {code: STATUS_NAMES[code] for code in STATUSES.values()},
        "PRECISION": {one.value: str(one.label) for one in Precision},
    }
    for name in Dimension.values:
        values[name.upper()] = {TOTAL: "Total"}
    for (name, value), label in sorted(names.items()):
        values["REF_AREA" if name == "place" else name.upper()][value] = label
    return {
        name: Codelist(
            f"CL_{name}",
            name=CONCEPTS[name],
            agency=AGENCY,
            version=VERSION,
            items=[Code(code, name=label) for code, label in codes.items()],
        )
        for name, codes in values.items()
    }


def _urn_of_concept(name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:CS_INDICATORS({VERSION}).{name}"


def _header() -> Header:
    return Header(sender=Agency(AGENCY))
