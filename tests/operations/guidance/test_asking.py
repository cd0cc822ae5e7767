"""The questions as a visitor meets them: one address for each step, and an answer with its rule, in six languages."""

import itertools
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.registry import Community, communities
from comity.operations.guidance import registry
from comity.operations.guidance.apps import GuidanceConfig
from comity.operations.guidance.enums import Sort
from comity.operations.guidance.shapes import ANY

from .test_tree import SMALL, changed


pytestmark = pytest.mark.django_db


def page(client, query="", language="en"):
    return client.get(f"/{language}/guidance/{query}")


def words(answer):
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def links(answer):
    return [one.get("href") for one in html.fromstring(answer.content.decode()).xpath("//main//a")]


def test_each_step_is_an_address_that_leads_to_the_next(facts, client):
    """Followed as a reader does who presses what stands there, without any script."""
    answer = page(client)
    assert answer.status_code == 200
    way = []
    for wanted in ("need=freeze", "me=judicial"):
        address = next(one for one in links(answer) if one.endswith(wanted))
        way.append(address)
        answer = client.get(address)
        assert answer.status_code == 200
    form = html.fromstring(answer.content.decode()).xpath("//main//form")[0]
    form.fields["state"] = "CH"
    answer = client.get(f"{form.action}?need=freeze&me=judicial&state=CH")
    assert dict(form.form_values()) == {"need": "freeze", "me": "judicial", "state": "CH"}
    answer = page(client, "?need=freeze&me=judicial&state=CH&own=FR")
    assert "How urgent is it?" in words(answer)
    answer = client.get(next(one for one in links(answer) if one.endswith("urgent=weeks")))
    assert "Send a request to the central authority" in words(answer)
    # Back: each earlier step stands in the answer with its address.
    assert set(way) <= set(links(answer)) | {"/en/guidance/?need=freeze&me=judicial"}
    assert "/en/guidance/?need=freeze" in links(answer)


def test_the_answer_hands_over_what_is_known(facts, client):
    answer = page(client, "?need=evidence&me=judicial&state=CH&own=AR&urgent=weeks")
    for path in ("/en/assistance/", "/en/assistance/writer/"):
        (address, *_more) = [one for one in links(answer) if urlsplit(one).path == path]
        handed = dict(parse_qsl(urlsplit(address).query))
        assert handed.pop("on")
        assert handed == {"requesting": "AR", "requested": "CH", "measure": "taking-evidence"}
        assert client.get(address).status_code == 200
    found = next(one for one in links(answer) if urlsplit(one).path == "/en/authorities/find/")
    assert "Federal Office of Justice" in words(client.get(found))
    assert "/en/guidance/states/CH/" in links(answer)


def test_every_rule_has_its_article_or_says_that_it_is_practice(facts, client):
    answer = page(client, "?need=evidence&me=judicial&state=IT&own=GH&urgent=weeks")
    assert "/en/treaties/XVIII-12/articles/18/" in links(answer)
    tree = html.fromstring(answer.content.decode())
    remarks = tree.xpath("//section[@aria-labelledby='needs' or @aria-labelledby='avoid']//li")
    assert len(remarks) >= 5
    for one in remarks:
        assert one.xpath(".//a") or "From practice: check it for your case." in one.text_content()
    assert "it may not be admissible" in words(answer)


def test_what_the_portal_found_of_treaties_is_told_and_the_reader_may_know_better(facts, client):
    query = "?need=evidence&me=judicial&state=IT&own=GH&urgent=weeks"
    answer = page(client, query)
    assert "(found in the treaties of this portal)" in words(answer)
    assert "United Nations Convention against Transnational Organized Crime" in words(answer)
    better = next(one for one in links(answer) if one.endswith("treaty=none"))
    other = client.get(better)
    assert "Ask without a treaty" in words(other)
    assert "(found in the treaties of this portal)" not in words(other)


def test_without_a_treaty_the_way_leads_elsewhere(facts, client):
    answer = page(client, "?need=person&me=judicial&state=NU&own=PW&urgent=weeks")
    assert "Ask without a treaty" in words(answer) or "Ask for extradition" in words(answer)
    none = page(client, "?need=preserve&me=police&state=NU&own=AR")
    assert "Ask for preservation without a treaty" in words(none)
    assert "The diplomatic channel is always open" in words(none)


def test_registers_of_the_kind_that_matters_are_named(facts, client):
    assets = page(client, "?need=assets&me=judicial&state=GB&own=FR")
    assert "Companies House register" in words(assets)
    assert "Find a Tender" not in words(assets)
    every = page(client, "?need=register&state=GB")
    assert "Find a Tender" in words(every)
    assert "/en/registers/?place=GB" in links(every)


def test_networks_are_those_in_which_both_are(facts, client, monkeypatch):
    answer = page(client, "?need=information&me=judicial&state=IT&own=FR")
    assert "European Judicial Network" in words(answer)
    other = page(client, "?need=information&me=judicial&state=IT&own=KE")
    assert "European Judicial Network" not in words(other)
    asked = []

    def provider(places, person):
        asked.append((places, person))
        return [Community("Prosecutors of the Ring", "en", "/networks/ring/")]

    monkeypatch.setattr(communities, "_PROVIDERS", {"test": provider})
    with_community = page(client, "?need=information&me=judicial&state=GL&own=FR")
    assert "/en/networks/ring/" in links(with_community)
    assert asked == [(("DK", "FR"), None)]


def test_what_is_no_answer_is_said_and_asked_again(facts, client):
    wrong = page(client, "?need=freeze&me=wizard")
    assert wrong.status_code == 422
    assert "“wizard” is no answer to this question" in words(wrong)
    assert page(client, "?need=%3Cscript%3E").status_code == 422
    assert b"<script>alert" not in page(client, "?need=<script>alert").content
    assert page(client, "?need=register&state=ZZ").status_code == 422
    same = page(client, "?need=freeze&me=judicial&state=DK&own=GL")
    assert same.status_code == 422
    assert "Choose two different States" in words(same)
    assert page(client, "?need=freeze%00&me=judicial").status_code == 200


@pytest.mark.parametrize("language", INTERFACE)
def test_questions_and_answers_stand_in_every_language(facts, client, language):
    tree = registry.tree()
    asked = page(client, "?need=evidence", language)
    assert tree.questions["me"].words[language] in words(asked)
    told = page(client, "?need=evidence&me=judicial&state=IT&own=GH&urgent=now", language)
    answer = tree.answers["urgent-request"]
    assert answer.title[language] in words(told)
    assert answer.avoid[0].words[language] in words(told)


def ways(tree, key, given=()):
    """Every way through the tree, as what an address says."""
    if key in tree.answers:
        yield key, given
        return
    node = tree.nodes[key]
    question = tree.questions[node.question]
    for choice in [one.id for one in question.choices] or [{"state": "IT", "own": "GH"}[question.id]]:
        target = node.then.get(choice) or node.then[ANY]
        yield from ways(tree, target, (*given, (question.id, choice)))


def test_every_way_leads_to_its_answer_in_a_fixed_number_of_queries(facts, client):
    tree = registry.tree()
    numbers = {}
    met = set()
    for end, given in ways(tree, tree.start):
        query = "&".join(f"{name}={value}" for name, value in given)
        with CaptureQueriesContext(connection) as queries:
            answer = page(client, f"?{query}")
        assert answer.status_code == 200, query
        assert tree.answers[end].title["en"] in words(answer), query
        numbers.setdefault(end, set()).add(len(queries))
        met.add(end)
    assert met == set(tree.answers)
    assert max(itertools.chain.from_iterable(numbers.values())) <= 20


def test_the_installation_puts_a_tree_of_its_own_in_place(facts, client, own_tree):
    import yaml

    own_tree(yaml.safe_dump(SMALL, allow_unicode=True))
    assert "What?" in words(page(client))
    answer = page(client, "?need=b", "ar")
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()
    assert "Do." in words(answer)


def test_it_does_not_start_with_one_that_is_broken(own_tree):
    import yaml

    import comity.operations.guidance as module

    own_tree(yaml.safe_dump(changed("answers", "end")))
    with pytest.raises(
        ImproperlyConfigured, match=r"COMITY_GUIDANCE_TREE: tree\.yaml, node “need”: It leads to “end”"
    ):
        GuidanceConfig("comity.operations.guidance", module).ready()


def test_places_are_asked_for_by_their_roles(own_tree):
    sorts = {key: one.sort for key, one in registry.tree().questions.items()}
    assert {key for key, sort in sorts.items() if sort == Sort.PLACE} == {"state", "own"}
    assert not re.search(r"[A-Z]", "".join(sorts))
