"""The pages and the interface for programs, as a visitor meets them."""

import pytest

from comity.base.people.models import Membership, Organisation, User


ASKED = "requesting=GH&requested=IT&measure=bank-records"


def page(client, query="", language="en", path="assistance/"):
    return client.get(f"/{language}/{path}{query}")


def test_a_visitor_reads_the_answer_with_its_sources(facts, client):
    answer = page(client, f"?{ASKED}&offence=corruption&on=2015-01-01")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "treaties bind Ghana and Italy on 2015-01-01" in words
    assert "/en/treaties/XVIII-14/articles/46/" in words
    assert "46(15)(a)" in words
    assert "status of March 2015" in words
    assert "It does not cover the offence." in words
    assert "/en/beside/?place=GH&amp;place=IT&amp;crime_type=corruption" in words


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
def test_what_treaties_ask_is_told_in_the_readers_language(facts, client, language):
    from comity.operations.assistance import registry

    words = page(client, f"?{ASKED}&on=2015-01-01", language).content.decode()
    assert registry.terms()["never-bank-secrecy"].words[language] in words
    assert registry.measures()["bank-records"].names[language] in words


def test_where_no_treaty_is_known_the_page_says_what_remains(facts, client):
    words = page(
        client, "?requesting=NU&requested=AR&measure=interception&offence=cybercrime&years=1"
    ).content.decode()
    assert "No treaty known here binds Niue and Argentina" in words
    assert "Reciprocity" in words
    assert "The diplomatic channel is always open" in words


def test_the_authority_of_the_directory_is_named_for_the_requesting_state(facts, client):
    words = page(client, "?requesting=AR&requested=CH&measure=taking-evidence").content.decode()
    assert "Whom to ask in Switzerland" in words
    assert "Federal Office of Justice" in words


def test_the_form_waits_for_what_is_missing_and_says_what_is_wrong(facts, client):
    begun = page(client, "?requested=IT")
    assert (begun.status_code, '<option value="IT" selected>' in begun.content.decode()) == (200, True)
    same = page(client, "?requesting=DK&requested=GL&measure=service")
    assert (same.status_code, "Choose two different States" in same.content.decode()) == (422, True)
    assert page(client, f"?{ASKED}&on=the+day+before").status_code == 422
    assert (
        page(client, f"?{ASKED}&offence=corruption&offence=terrorism&offence=firearms&offence=cybercrime").status_code
        == 422
    )
    assert page(client, "?requesting=XX&requested=IT&measure=service").status_code == 422


def test_the_state_for_which_a_reader_works_asks(facts, client):
    assert '<option value="IT" selected>' not in page(client, "").content.decode()
    office = Organisation.objects.create(name="Central authority", place_id="IT")
    person = User.objects.create(username="prosecutor")
    Membership.objects.create(user=person, organisation=office, role="authority")
    client.force_login(person)
    assert page(client, "").content.decode().count('<option value="IT" selected>') == 1
    # What the address says goes before.
    given = page(client, "?requesting=CH").content.decode()
    assert '<option value="CH" selected>' in given
    assert '<option value="IT" selected>' not in given


def test_how_far_the_data_reach_is_told_treaty_by_treaty(facts, client):
    words = page(client, path="assistance/coverage/", query="?on=2015-01-01").content.decode()
    assert "not known here" in words
    assert "XVIII-14" in words
    assert "2015-03-14" in words


@pytest.mark.parametrize(("query", "treaties"), [("&offence=corruption", 2), ("", 11)])
def test_eleven_treaties_cost_as_many_queries_as_two(facts, client, query, treaties, django_assert_max_num_queries):
    path = f"?{ASKED}&on=2015-01-01{query}"
    words = page(client, path).content.decode()
    assert words.count('<article class="stack stack-tight" id="treaty-') == treaties
    # Three for the treaties, one each for acts, statements, titles and authorities, two for the offence in both laws;
    # and one that the frame of every page asks from time to time.
    with django_assert_max_num_queries(11 if query else 9):
        page(client, path)


def test_a_program_reads_the_same_with_a_source_for_each_statement(facts, client):
    told = client.get(f"/api/v1/assistance/basis?{ASKED}&offence=corruption&on=2015-01-01&language=fr").json()
    best = told["results"][0]
    assert (best["symbol"], best["outcome"], best["articles"][0]["cited"]) == ("XVIII-14", "serves", "46(3)(f), 46(8)")
    assert [side["since"] for side in best["sides"]] == ["2007-07-27", "2009-11-04"]
    assert all(side["source"] for side in best["sides"])
    assert all(one["source"]["address"].startswith("/treaties/XVIII-14/articles/") for one in best["demands"])
    assert all(one["reasons"] for one in told["results"] if one["outcome"] == "excluded")
    assert {one["id"] for one in client.get("/api/v1/assistance/measures").json()} >= {"bank-records", "extradition"}
    assert client.get("/api/v1/assistance/coverage?on=2015-01-01").json()["results"][0]["complete_on"] == "2015-03-14"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("requesting=Atlantis&requested=IT&measure=service", "requesting"),
        ("requesting=DK&requested=GL&measure=service", "requested"),
        ("requesting=GH&requested=IT&measure=telepathy", "measure"),
        (f"{ASKED}&offence=jaywalking", "offence"),
        (f"{ASKED}&years=-1", "years"),
        (f"{ASKED}&on=soon", "on"),
    ],
)
def test_a_wrong_question_is_refused_with_what_and_where(facts, client, query, where):
    answer = client.get(f"/api/v1/assistance/basis?{query}")
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(f"{where}: ")


def test_the_answer_leads_to_the_writer_with_its_question(facts, client):
    words = page(client, f"?{ASKED}&offence=corruption&years=5&on=2015-01-01").content.decode()
    asked = (
        "requesting=GH&amp;requested=IT&amp;measure=bank-records&amp;offence=corruption&amp;on=2015-01-01&amp;years=5"
    )
    assert f'href="/en/assistance/writer/?{asked}"' in words


def test_the_law_that_a_reader_came_from_goes_along_to_the_writer_and_no_other_address_does(facts, client):
    law = "/en/laws/fr/code/art_432-11/"
    words = page(client, f"?{ASKED}&on=2015-01-01&law={law}").content.decode()
    assert "&amp;law=%2Fen%2Flaws%2Ffr%2Fcode%2Fart_432-11%2F" in words
    assert f'<input type="hidden" name="law" value="{law}">' in words
    for other in ("https://evil.example/laws/a/b/", "/en/account/", "//evil.example/laws/a/b/", "/en/laws/a/b/c/d/"):
        assert (
            "law"
            not in page(client, f"?{ASKED}&on=2015-01-01&law={other}").content.decode().split("writer/?")[1][:200]
        )


def test_the_writer_is_given_to_everybody_and_takes_nothing(facts, client):
    for path in ("writer/", "writer/program.js", "writer/facts.json", "writer/offline/"):
        assert client.get(f"/en/assistance/{path}").status_code == 200, path
        assert client.post(f"/en/assistance/{path}", {"draft": "{}"}).status_code == 405, path


def test_the_off_line_file_names_the_sums_of_what_may_run_in_it_and_opens_no_connection(facts, client):
    import base64
    import hashlib
    import re

    answer = client.get("/ar/assistance/writer/offline/")
    assert answer["Content-Disposition"] == 'attachment; filename="comity-request-writer.html"'
    text = answer.content.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        told = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{told}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert '<html lang="ar" dir="rtl">' in text
    # Nothing is fetched from anywhere: no address of a style, a script, a font or a picture.
    assert not re.search(r"(src|href)=\"", text)
    assert not re.search(r"url\([\"']?(https?:)?//|@import|@font-face", text)
    assert len(text.encode()) < 600_000


def test_the_writers_facts_cost_a_query_for_each_language(facts, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        told = client.get("/en/assistance/writer/facts.json").json()
    assert told["treaties"]["XVIII-14"]["titles"]["fr"].startswith("Convention des Nations Unies contre la corruption")
    assert told["treaties"]["XVIII-14"]["bases"]["bank-records"] == "46(3)(f), 46(8)"
    assert told["places"]["GH"]["ar"] == "غانا"
