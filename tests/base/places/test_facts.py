import csv
import re
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

from comity.base.places import actions
from comity.base.places.enums import Group, Kind, LegalSystem, Membership
from comity.base.places.index import current
from comity.base.places.models import Alias, Place, PlaceName, Succession
from comity.base.places.queries import legal_systems_of
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


pytestmark = pytest.mark.usefixtures("world")
# The State is shown with its full name, and is taken when only the short one is said.
SHARED = {
    "micronesia": ["057", "FM"],
    "micronesie": ["057", "FM"],
    "ميكرونيزيا": ["057", "FM"],
    "密克罗尼西亚": ["057", "FM"],
}
FACTS = files("comity.base.places") / "facts"


def rows(name):
    with (FACTS / name).open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_members_are_193_and_countries_of_the_reports_197():
    assert Place.objects.filter(un_status=Membership.MEMBER).count() == 193
    assert Place.objects.filter(is_counted=True).count() == 197
    others = Place.objects.filter(is_counted=True).exclude(un_status=Membership.MEMBER)
    assert {place.code: place.un_status for place in others} == {
        "VA": "observer",
        "PS": "observer",
        "CK": "none",
        "NU": "none",
    }


@pytest.mark.parametrize(
    ("group", "size"),
    [
        (Group.AFRICAN, 54),
        (Group.ASIA_PACIFIC, 54),
        (Group.EASTERN_EUROPEAN, 23),
        (Group.LATIN_AMERICAN_CARIBBEAN, 33),
        # 28 and the United States, which only observes but is counted here in elections.
        (Group.WESTERN_EUROPEAN_OTHERS, 29),
    ],
)
def test_groups_have_as_many_members_as_the_general_assembly_lists(group, size):
    assert Place.objects.filter(group=group, un_status=Membership.MEMBER).count() == size


def test_the_exceptions_of_the_groups_are_told():
    assert "observer" in Place.objects.get(code="US").note
    for code in ("TR", "KI", "IL", "CK", "NU", "PS", "VA"):
        assert "group" in (note := Place.objects.get(code=code).note) or "States" in note


def test_dates_of_admission_add_up_to_the_known_growth_of_the_organization():
    grown = Counter()
    for place in Place.objects.filter(un_status=Membership.MEMBER):
        for year in (1945, 1960, 1970, 1991, 2000, 2011):
            grown[year] += place.admitted_on.year <= year
    # The published figures (51, 99, 127, 166, 189, 193) less the Members that have since gone: Czechoslovakia and
    # Yugoslavia until 1991, Democratic Yemen in 1970; in 1960 Egypt and Syria were one Member.
    assert grown == {1945: 51 - 2, 1960: 99 - 2 + 1, 1970: 127 - 3, 1991: 166 - 2, 2000: 189, 2011: 193}


def test_every_place_has_a_name_in_each_of_the_six_languages():
    missing = [
        (place.code, language)
        for place in Place.objects.all()
        for language in INTERFACE
        if not place.short_names.get(language)
    ]
    assert missing == []


def test_every_state_has_a_formal_name_in_each_of_the_six_languages():
    found = PlaceName.objects.filter(place__kind=Kind.STATE).exclude(formal="").values_list("place", "language")
    assert len(set(found)) == 197 * 6


def test_names_are_written_in_the_script_of_their_language():
    scripts = {"ru": "CYRILLIC", "zh": "CJK", "ar": "ARABIC", "en": "LATIN", "fr": "LATIN", "es": "LATIN"}
    strange = [
        (name.place_id, name.language, text)
        for name in PlaceName.objects.all()
        for text in (name.short, name.formal)
        for letter in text
        if letter.isalpha() and not unicodedata.name(letter).startswith(scripts[name.language])
    ]
    assert strange == []


def test_names_have_no_stray_spaces_and_are_composed():
    texts = [row[column] for row in rows("names.csv") for column in ("short", "formal")]
    texts += [row["name"] for row in rows("aliases.csv")]
    assert [
        text for text in texts if text != " ".join(text.split()) or text != unicodedata.normalize("NFC", text)
    ] == []


@pytest.mark.parametrize("language", sorted(INTERFACE))
def test_no_two_places_show_the_same_name(language):
    shown = Counter(place.short_names[language] for place in Place.objects.all())
    assert [name for name, number in shown.items() if number > 1] == []


def test_rows_are_not_repeated():
    for name, key in (
        ("places.csv", ("code",)),
        ("names.csv", ("code", "language")),
        ("aliases.csv", ("code", "language", "name")),
        ("successions.csv", ("predecessor", "successor", "on")),
    ):
        seen = Counter(tuple(row[column] for column in key) for row in rows(name))
        assert [one for one, number in seen.items() if number > 1] == [], name


def test_names_shared_by_two_places_are_only_those_that_are_known():
    shared = {
        folded: sorted({entry.code for entry in entries})
        for folded, entries in current().entries.items()
        if len({entry.code for entry in entries if entry.reason not in {"code", "abbreviation", "demonym"}}) > 1
    }
    assert shared == SHARED


def test_every_state_lies_in_a_subregion_and_every_region_in_the_world():
    assert not Place.objects.filter(kind=Kind.STATE, within=None).exists()
    assert list(Place.objects.filter(kind=Kind.REGION, within=None).values_list("code", flat=True)) == ["001"]


def test_former_states_and_returned_territories_have_successions():
    formers = set(Place.objects.filter(kind=Kind.FORMER).values_list("code", flat=True))
    assert formers - set(Succession.objects.values_list("predecessor", flat=True)) == set()
    assert {one.territory_id for one in Succession.objects.filter(kind="return")} == {"HK", "MO"}


def test_a_former_state_ended_when_the_last_of_its_successions_happened_or_later():
    early = [
        one
        for one in Succession.objects.filter(predecessor__kind=Kind.FORMER).select_related("predecessor")
        if one.happened_on.year > one.predecessor.ends_on.year + 1
    ]
    assert early == []


def test_former_names_have_the_day_on_which_they_ended():
    assert list(Alias.objects.filter(kind="former", ends_on=None)) == []


def test_every_state_has_its_legal_systems_with_their_source():
    told = {place.code: place for place in Place.objects.filter(kind=Kind.STATE)}
    # Canon law is none of the systems that are told apart.
    assert [code for code, place in told.items() if not place.legal_systems] == ["VA"]
    for place in Place.objects.exclude(legal_systems=[]):
        assert set(place.legal_systems) <= set(LegalSystem.values), place.code
        assert len(set(place.legal_systems)) == len(place.legal_systems), place.code
        assert place.legal_systems_source, place.code
    assert set(LegalSystem.values) == {code for place in told.values() for code in place.legal_systems}


@pytest.mark.parametrize(
    ("code", "systems"),
    [
        ("FR", ("civil-law",)),
        ("JM", ("common-law",)),
        ("SA", ("islamic-law",)),
        ("ZA", ("civil-law", "common-law", "customary-law")),
        ("NG", ("common-law", "islamic-law", "customary-law")),
        ("PR", ("civil-law", "common-law")),
        ("VA", ()),
        ("SUHH", ()),
        ("ORG-COE", ()),
        ("no such place", ()),
    ],
)
def test_mixed_systems_are_several(code, systems):
    assert legal_systems_of(code) == systems


def test_what_is_not_certain_says_so():
    assert not Place.objects.get(code="AF").are_legal_systems_sure
    assert Place.objects.get(code="FR").are_legal_systems_sure


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("FR,roman-law,1,,JuriGlobe", "“roman-law” is none of"),
        ("FR,,1,,JuriGlobe", "one system or more"),
        ("FR,civil-law,1,,", "its source"),
        ("FR,civil-law,maybe,,JuriGlobe", "0 or 1"),
        ("ZZ,civil-law,1,,JuriGlobe", "places.csv has no place “ZZ”"),
        ("FR,civil-law,1,,J\nFR,common-law,1,,J", "is there twice"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(row, sentence, monkeypatch, tmp_path):
    for file in FACTS.iterdir():
        if file.name.endswith(".csv"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "legal_systems.csv").write_text(f"code,systems,certain,note,source\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(actions, "FACTS", tmp_path)
    with pytest.raises(Unreadable, match=re.escape(sentence)) as raised:
        actions.load_facts(by=None)
    assert "legal_systems.csv" in str(raised.value)
