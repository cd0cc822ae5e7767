import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.places import queries
from comity.base.places.enums import Group, Reason
from comity.base.places.models import Place


pytestmark = pytest.mark.usefixtures("world")
PARTICIPANTS = [
    line
    for line in (Path(__file__).parent / "participants.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_every_participant_of_the_treaties_of_2015_is_known():
    assert len(PARTICIPANTS) == 233
    assert [name for name in PARTICIPANTS if queries.resolve(name) is None] == []


@pytest.mark.packs
def test_every_participant_of_the_pack_is_in_our_list_of_names(packs_folder):
    folder = packs_folder / "untc_participation_2015" / "treaties"
    if not folder.is_dir():
        pytest.skip("The pack of participation is not on this machine.")
    found = set()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig") as opened:
            found |= {row["Participant"] for row in csv.DictReader(opened)}
    assert found == set(PARTICIPANTS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Libyan Arab Jamahiriya", "LY"),
        ("The former Yugoslav Republic of Macedonia", "MK"),
        ("Korea, Republic of", "KR"),
        ("KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF", "KP"),
        ("Congo, Dem. Rep. of the", "CD"),
        ("Tanzania, United Republic of", "TZ"),
        ("St. Lucia", "LC"),
        ("Micronesia", "FM"),
        ("Bahamas (The)", "BS"),
        ("Türkiye", "TR"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("057", "057"),
        ("ITA", "IT"),
        ("it", "IT"),
        ("CAN", "CA"),
        ("Cote d’Ivoire", "CI"),
        ("Yougoslavie", "YUCS"),
        ("Federal Republic of Yugoslavia", "CSXX"),
        ("Union of Soviet Socialist Republics", "SUHH"),
        ("Organization of African Unity", "ORG-OAU"),
        ("Western European and Others Group", "GRP-WEOG"),
    ],
)
def test_resolve_is_exact_but_for_case_accents_points_and_order(text, code):
    assert queries.resolve(text).code == code


@pytest.mark.parametrize("text", ["", " ", "Itlay", "Atlantis", "Italian", "Korea", "the", "Republic of", "Saint"])
def test_resolve_does_not_guess(text):
    assert queries.resolve(text) is None


FOUND = [
    # misspelt
    ("Itlay", "IT"), ("Untied Kingdom", "GB"), ("Swizerland", "CH"), ("Phillipines", "PH"), ("Kirgistan", "KG"),
    ("Kazachstan", "KZ"), ("Azerbaidjan", "AZ"), ("Columbia", "CO"), ("Brasil", "BR"), ("Morroco", "MA"),
    ("Maroko", "MA"), ("Lichtenstein", "LI"), ("Luxemburg", "LU"), ("Guatamala", "GT"), ("Venezuala", "VE"),
    ("Equador", "EC"), ("Ukrain", "UA"), ("Viet nam", "VN"), ("Saudia Arabia", "SA"), ("Zimbabwee", "ZW"),
    ("Cambodja", "KH"), ("Mauritious", "MU"), ("cote divoire", "CI"), ("Tukey", "TR"), ("bosnia herzegovina", "BA"),
    # old
    ("Burma", "MM"), ("Swaziland", "SZ"), ("Zaire", "CD"), ("Upper Volta", "BF"), ("Ceylon", "LK"), ("Siam", "TH"),
    ("Persia", "IR"), ("Rhodesia", "ZW"), ("Dahomey", "BJ"), ("Kampuchea", "KH"), ("Cape Verde", "CV"),
    ("Czech Republic", "CZ"), ("Turkey", "TR"), ("Soviet Union", "SUHH"), ("East Germany", "DDDE"),
    # other languages
    ("Deutschland", "DE"), ("Alemania", "DE"), ("Германия", "DE"), ("德国", "DE"), ("ألمانيا", "DE"),
    ("Duitsland", "DE"),
    ("Côte d'Ivoire", "CI"), ("Elfenbeinküste", "CI"), ("Costa de Marfil", "CI"), ("Espagne", "ES"), ("Suiza", "CH"),
    ("Италия", "IT"), ("итальянская республика", "IT"), ("美国", "US"), ("美國", "US"), ("مصر", "EG"),
    ("Egipto", "EG"),
    ("Países Bajos", "NL"), ("Royaume-Uni", "GB"), ("السعودية", "SA"), ("意大力", "IT"), ("Бразилея", "BR"),
    # short
    ("UK", "GB"), ("USA", "US"), ("U.S.", "US"), ("DRC", "CD"), ("UAE", "AE"), ("DPRK", "KP"), ("США", "US"),
    ("EE. UU.", "US"), ("UNODC", "ORG-UNODC"), ("EU", "EU"), ("GRULAC", "GRP-GRULAC"),
    # words for peoples, beginnings
    ("Italian", "IT"), ("dutch", "NL"), ("Switz", "CH"), ("Papua New G", "PG"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_look_up_finds_first_what_was_meant(text, code):
    assert queries.look_up(text)[0].code == code


@pytest.mark.parametrize(
    ("text", "reason", "met"),
    [
        ("italy", Reason.NAME, "Italy"),
        ("IT", Reason.CODE, "IT"),
        ("Burma", Reason.FORMER, "Burma"),
        ("UK", Reason.ABBREVIATION, "UK"),
        ("South Korea", Reason.VARIANT, "South Korea"),
        ("Italian", Reason.DEMONYM, "Italian"),
        ("Itlay", Reason.SPELLING, "Italy"),
        ("Switzerl", Reason.BEGINNING, "Switzerland"),
    ],
)
def test_look_up_says_why(text, reason, met):
    match = queries.look_up(text, language="en")[0]
    assert (match.reason, match.text) == (reason, met)


def test_look_up_puts_exact_before_similar_and_all_within_the_scale():
    for text in ("Niger", "Guinea", "Dominica", "Korea", "Congo", "Saint"):
        scores = [match.score for match in queries.look_up(text)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
    assert [match.code for match in queries.look_up("Niger")[:2]] == ["NE", "NG"]
    assert {match.code for match in queries.look_up("Korea")[:2]} == {"KR", "KP"}
    assert {"CG", "CD"} <= {match.code for match in queries.look_up("Congo")}


def test_look_up_prefers_the_language_asked_for():
    assert queries.look_up("Suiza", language="es")[0].language == "es"
    assert queries.look_up("Deutschland", language="de")[0].score > queries.look_up("Deutschland")[0].score


def test_look_up_on_a_day_knows_only_what_was_then():
    assert queries.look_up("Burma", on=dt.date(1980, 1, 1))[0].code == "MM"
    assert all(match.reason != "former" for match in queries.look_up("Burma", on=dt.date(2020, 1, 1)))
    assert "SUHH" not in {match.code for match in queries.look_up("Soviet Union", on=dt.date(2020, 1, 1))}
    assert queries.resolve("Czechoslovakia", on=dt.date(2000, 1, 1)) is None
    assert queries.resolve("Czechoslovakia", on=dt.date(1980, 1, 1)).code == "CSHH"


def test_look_up_gives_nothing_for_what_is_nothing():
    for text in ("", "   ", "!!!", "xqzvwk", "the"):
        assert queries.look_up(text) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(), max_size=80)
    | st.sampled_from(PARTICIPANTS)
    | st.text("ابتدأéßİı国美ё'’- .,()", max_size=30),
    st.none() | st.sampled_from(["en", "ar", "zh", "xx", ""]),
    st.none() | st.dates(),
)
def test_look_up_never_fails(text, language, on):
    matches = queries.look_up(text, language=language, on=on)
    assert len(matches) <= 10
    assert len({match.code for match in matches}) == len(matches)
    queries.resolve(text, on=on)


def test_look_up_survives_what_is_no_text_at_all():
    for text in ("\x00", "\ud800", "a" * 100_000, "\u202e\u200f", "ﷺ" * 300):
        assert isinstance(queries.look_up(text), list)


@pytest.mark.parametrize(("number", "language"), [(1, "en"), (300, "en"), (300, "zh")])
def test_names_cost_nothing_however_many(number, language, django_assert_num_queries):
    queries.names(language)
    with django_assert_num_queries(1):
        shown = [place.name_in(language) for place in Place.objects.all()[:number]]
    with django_assert_num_queries(0):
        names = queries.names(language)
        assert sorted(shown) == sorted(names[code] for code in sorted(names)[:number])


def test_names_fall_back_on_english():
    assert queries.names("de")["IT"] == "Italy"
    assert Place.objects.get(code="IT").name_in("de") == "Italy"
    assert str(Place(code="X-NEW", kind="state")) == "X-NEW"


def test_states_and_groups():
    assert queries.states().count() == 197
    assert queries.states(counted=False).count() == 193
    assert queries.group_members(Group.ASIA_PACIFIC).count() == 57
    assert queries.group_members("asia-pacific", only_members=True).count() == 54
    assert queries.groups().count() == 5
    assert queries.regions().count() == 30


def test_regions_are_climbed_from_the_nearest():
    assert queries.regions_of("KE") == ["014", "202", "002", "001"]
    assert queries.regions_of("nowhere") == []
    assert {"AU", "NZ", "NF"} <= (found := queries.codes_in("009"))
    assert "IT" not in found


def test_successions_are_told_from_both_sides():
    assert {one.successor_id for one in queries.successions_of("CSHH")} == {"CZ", "SK"}
    assert [one.predecessor_id for one in queries.successions_of(Place.objects.get(code="ME"))] == ["CSXX"]
    assert [one.kind for one in queries.successions_of("HK")] == ["return"]
