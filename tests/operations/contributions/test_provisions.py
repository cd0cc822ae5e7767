"""A State proposes a change of one provision of its law, and a law with its text: from page to page."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.base.audit.models import Event
from comity.base.people.actions import ensure_service
from comity.base.places import index as places_index
from comity.engines.search import queries as search
from comity.engines.search.registry import documents_of
from comity.knowledge.legislation import actions as laws
from comity.knowledge.legislation import queries as law_queries
from comity.knowledge.legislation.imports import plain
from comity.knowledge.legislation.models import Annotation
from comity.operations.contributions.models import Comment, Proposal

from ...contracts.test_editing import fields_of
from ...knowledge.legislation.conftest import markdown
from .test_comments import say
from .test_flow import state, text


pytestmark = pytest.mark.django_db
PUBLIC = "/en/laws/it/act-7/art_2-bis/"
NEW_WORDS = "Whoever trades in arms without a licence is punished by nine years."


@pytest.fixture(autouse=True)
def _index(monkeypatch):
    """An index that holds article 6 of one convention; the index itself is tested where it stands."""
    held = {"UNTOC 6": "/treaties/XVIII-12/articles/6/", "XVIII-12 art. 6": "/treaties/XVIII-12/articles/6/"}
    monkeypatch.setattr(search, "index", object)
    monkeypatch.setattr(search, "ask", lambda asked, **how: SimpleNamespace(goto=held.get(asked, "")))


@pytest.fixture
def law(place, cast):
    places_index.forget()
    laws.import_law(plain.markdown(markdown(on="2001-03-01")), by=ensure_service())
    yield law_queries.law_by("it", "act-7")
    places_index.forget()


@pytest.fixture
def change(law, signed_in):
    """Propose a change of a provision, by what its form holds and what is typed over it."""

    def make(who="author", part="art_2-bis", do="hand_in", **typed):
        client = signed_in(who)
        path = f"/en/contributions/change/{law.pk}/parts/{part}/"
        form = client.get(path)
        answer = client.post(path, fields_of(form) | typed | {"do": do})
        assert answer.status_code == 302, text(answer)
        return Proposal.objects.get(pk=answer["Location"].strip("/").split("/")[-1])

    return make


def test_from_the_public_page_to_the_public_page(law, change, go, signed_in, cast):
    client = signed_in("author")
    form = f"/en/contributions/change/{law.pk}/parts/art_2-bis/"
    page = text(client.get(PUBLIC))
    assert f'href="{form}"' in page
    assert "Propose a change" in page
    # Whoever comes to the editors' page of it is led here too.
    assert client.get(f"/en/records/{law.pk}/edit/parts/art_2-bis/")["Location"] == form
    proposal = change(
        **{"f-body:en": NEW_WORDS, "f-from_on": "1 June 2012", "f-articles": "UNTOC 6", "f-crime_types": ["terrorism"]}
    )
    assert (proposal.title.partition(" — ")[0], proposal.part, state(proposal)) == (
        "Article 2 bis",
        "art_2-bis",
        "handed_in",
    )
    assert proposal.content["texts"]["articles"] == "XVIII-12:6", "kept as it was understood"
    assert set(proposal.procedure.subjects.values_list("key", flat=True)) == {"crime-types:terrorism"}

    page = text(signed_in("narrow").get(f"/en/contributions/{proposal.pk}/"))
    assert 'is punished by <span class="was">five</span> years' in page, "what changes is marked in what stays"
    assert 'is punished by <span class="comes">nine</span> years' in page
    assert f'href="{PUBLIC}"' in page
    assert page.count('<th scope="row">') == 4, "words, day, articles, crimes: nothing else of the law"
    assert go(proposal, "verify", "narrow").status_code == 302

    client = signed_in("editor")
    assert say(client, proposal, where="|0|from_on", text="The gazette says July.").status_code == 302
    assert go(proposal, "return", "editor", reason="See the comment.").status_code == 302
    write = f"/en/contributions/{proposal.pk}/write/"
    client = signed_in("author")
    page = client.get(write).content.decode()
    assert page.index('id="id_f-from_on"') < page.index("The gazette says July.") < page.index('id="id_f-repealed_on"')
    assert "See the comment." in page
    assert (
        client.post(write, fields_of(client.get(write)) | {"f-from_on": "2012-07-01", "do": "hand_in"}).status_code
        == 302
    )
    assert client.post(f"/en/contributions/{proposal.pk}/settle/{Comment.objects.get().pk}/").status_code == 302
    assert go(proposal, "verify", "narrow").status_code == 302
    assert NEW_WORDS not in text(client.get(PUBLIC)), "nothing is public yet"
    assert go(proposal, "publish", "editor").status_code == 302, state(proposal)

    # Public: the new words, the article, and what held before at its day.
    signed_in("editor").logout()
    page = text(client.get(PUBLIC))
    assert NEW_WORDS in page
    assert "/treaties/XVIII-12/articles/6/" in page
    assert "Propose a change" not in page
    assert "?on=2001-03-01" in page
    assert "five years" in text(client.get(f"{PUBLIC}?on=2005-01-01"))
    found = {one.id: one for one in documents_of([str(law.pk)])}["provision:it/act-7:art_2-bis:en"]
    assert (found.body, found.articles) == (NEW_WORDS, ("XVIII-12:6",))
    annotation = Annotation.objects.get(method="person")
    assert {str(one) for one in annotation.terms.all()} == {"instrument-articles:XVIII-12:6", "crime-types:terrorism"}
    history = text(signed_in("editor").get(f"/en/records/{law.pk}/history/"))
    assert "five years" in history
    assert "nine years" in history

    # The log proves every step, and whose it was.
    verbs = set(Event.objects.filter(subject_id=str(proposal.pk)).values_list("verb", flat=True))
    assert {"procedure.start", "contribution.propose", "contribution.amend", "contribution.comment"} <= verbs
    told = Event.objects.get(verb="contribution.publish")
    assert (told.record_id, told.details["proposal"]) == (law.pk, str(proposal.pk))
    assert told.behalf.startswith("people.User:"), "who proposed is named"
    assert Event.objects.get(verb="record.revise_part").details["part"] == "art_2-bis"


@pytest.mark.parametrize("who", ["abroad", "focal_abroad", "observer", "administrator"])
def test_of_another_state_nobody_reaches_form_or_proposal(law, change, signed_in, who):
    proposal = change(**{"f-body:en": NEW_WORDS})
    client = signed_in(who)
    for path in (f"/en/contributions/{proposal.pk}/", f"/en/contributions/{proposal.pk}/write/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/en/contributions/{proposal.pk}/comment/", {"text": "?"}).status_code == 404
    form = f"/en/contributions/change/{law.pk}/parts/art_2-bis/"
    assert client.get(form).status_code == client.post(form, {"do": "hand_in"}).status_code == 403
    assert client.get(f"/en/records/{law.pk}/edit/parts/art_2-bis/").status_code == 403
    assert "Propose a change" not in text(client.get(PUBLIC))


@pytest.mark.parametrize("part", ["art_99", "div_1", "..", "+x", "%00"])
def test_a_guessed_name_is_none(law, signed_in, part):
    path = f"/en/contributions/change/{law.pk}/parts/{part}/"
    assert signed_in("author").get(path).status_code == 404
    assert signed_in("author").post(path, {"do": "hand_in"}).status_code == 404
    assert not Proposal.objects.exists()


def test_two_changes_of_one_provision_know_of_each_other_and_of_no_other(law, change, signed_in):
    one = change(**{"f-body:en": NEW_WORDS})
    two = change("neighbour", **{"f-body:en": "Whoever trades in arms is punished by two years."})
    other = change(part="art_1", **{"f-body:en": "This Act protects all bees."})
    page = text(signed_in("focal").get(f"/en/contributions/{one.pk}/"))
    assert f"/en/contributions/{two.pk}/" in page
    assert f"/en/contributions/{other.pk}/" not in page
    numbered = {"f-number": "2 ter", "f-after": "2 bis", "f-label:en": "Article 2 ter", "f-body:en": "Honey is free."}
    fresh = change(part="+", **numbered)
    again = change("neighbour", part="+", **numbered | {"f-number": "2 TER"})
    different = change("neighbour", part="+", **numbered | {"f-number": "2 quater"})
    page = text(signed_in("focal").get(f"/en/contributions/{fresh.pk}/"))
    assert f"/en/contributions/{again.pk}/" in page
    assert f"/en/contributions/{different.pk}/" not in page


def test_a_law_that_was_imported_again_meanwhile_is_told_and_nothing_unseen_is_published(law, change, go, signed_in):
    proposal = change("focal", do="hand_in_verified", **{"f-body:en": NEW_WORDS, "f-note": "Stricter."})
    page = signed_in("editor").get(f"/en/contributions/{proposal.pk}/").content.decode()
    seen = page.partition('name="as_of" value="')[2].partition('"')[0]
    assert seen
    laws.import_law(plain.markdown(markdown(on="2001-03-01", years="six")), by=ensure_service())
    assert go(proposal, "publish", "editor", as_of=seen).status_code == 409
    assert (state(proposal), Annotation.objects.filter(method="person").count()) == ("in_review", 0), (
        "whole or not at all"
    )
    assert "six years" in text(signed_in("editor").get(PUBLIC))
    page = text(signed_in("editor").get(f"/en/contributions/{proposal.pk}/"))
    assert "it takes the place of theirs: Text" in page
    assert '<span class="was">six</span>' in page
    seen = page.partition('name="as_of" value="')[2].partition('"')[0]
    assert go(proposal, "publish", "editor", as_of=seen).status_code == 302
    assert NEW_WORDS in text(signed_in("editor").get(PUBLIC))


def test_a_provision_that_an_import_took_away_is_not_written_into_nothing(law, change, go, signed_in):
    proposal = change("focal", do="hand_in_verified", **{"f-body:en": NEW_WORDS})
    body = "# Act\n\n### Article 1 Purpose\n\nThis Act protects bees.\n\n### Article 2 Register\n\nThere is one.\n"
    laws.import_law(plain.markdown(markdown(on="2001-03-01", body=body)), by=ensure_service())
    page = text(signed_in("editor").get(f"/en/contributions/{proposal.pk}/"))
    assert "It is not there any more." in page
    assert go(proposal, "publish", "editor").status_code == 409
    assert (state(proposal), signed_in("editor").get(PUBLIC).status_code) == ("in_review", 404)


def test_an_annotation_alone_is_two_clicks_from_the_public_page(law, change, go, signed_in):
    link = f"/en/contributions/change/{law.pk}/parts/art_2-bis/"
    assert f'href="{link}#heading-annotation"' in text(signed_in("author").get(PUBLIC))
    assert 'id="heading-annotation"' in text(signed_in("author").get(link))
    proposal = change(
        "focal", do="hand_in_verified", **{"f-articles": "UNTOC 6", "f-source_url": "https://gazette.example.org/7"}
    )
    assert (
        signed_in("author")
        .post(link, fields_of(signed_in("author").get(link)) | {"f-articles": "UNTOC 999", "do": "hand_in"})
        .status_code
        == 422
    )
    versions = law.versions.count()
    assert go(proposal, "publish", "editor").status_code == 302
    page = text(signed_in("author").get(PUBLIC))
    assert "/treaties/XVIII-12/articles/6/" in page
    assert "https://gazette.example.org/7" in page
    assert law.versions.count() == versions, "the words stay as they are"


def test_what_is_proposed_is_previewed_and_kept_as_a_draft(law, change, signed_in):
    client = signed_in("author")
    path = f"/en/contributions/change/{law.pk}/parts/art_1/"
    sent = fields_of(client.get(path)) | {"f-body:en": "This Act protects wasps."}
    answer = client.post(path, sent | {"do": "preview"})
    assert answer.status_code == 200
    assert "This Act protects wasps." in text(answer)
    assert not Proposal.objects.exists()
    draft = change(part="art_1", do="save", **{"f-body:en": "This Act protects wasps."})
    assert signed_in("editor").get(f"/en/contributions/{draft.pk}/").status_code == 404, (
        "a draft is its organisation's"
    )
    assert signed_in("colleague").get(f"/en/contributions/{draft.pk}/write/").status_code == 200


# ---------------------------------------------------------------- a whole new law

LAW = {
    "languages": "it",
    "f-title:it": "Legge sulle api",
    "f-slug": "legge-12-2020",
    "f-identifier": "L-12-2020",
    "f-form": "law",
    "f-status": "in-force",
    "f-language": "it",
    "f-is_official": "yes",
    "f-in_force_on": "2020-05-01",
    "f-place": "IT",
    "n-sources": "1",
    "r-sources-0-title": "Gazzetta ufficiale",
}
TEXT = """Articolo 1

Le api sono protette.

Articolo 2

Ogni alveare è registrato.

Articolo 2 bis

Il miele è libero.

Articolo 3

La legge entra in vigore subito.
"""
XML = (
    '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act"><meta>'
    '<identification source="#x"><FRBRWork><FRBRthis value="/akn/it/act/2020/12"/>'
    '<FRBRuri value="/akn/it/act/2020/12"/><FRBRcountry value="it"/></FRBRWork>'
    '<FRBRExpression><FRBRlanguage language="ita"/></FRBRExpression></identification></meta><body>'
    '<article eId="art_1"><num>Articolo 1</num><content><p>Le api sono protette.</p></content></article>'
    '<article eId="art_2"><num>Articolo 2</num><content><p>Il miele è libero.</p></content></article>'
    "</body></act></akomaNtoso>"
)


@pytest.fixture
def known_places(place, cast):
    places_index.forget()
    yield
    places_index.forget()


def test_a_new_law_is_proposed_with_its_text_as_one(known_places, signed_in, go):
    client = signed_in("focal")
    path = "/en/contributions/new/law/"
    assert 'type="file"' in client.get(path).content.decode()
    preview = text(client.post(path, LAW | {"f-words": TEXT, "do": "preview"}))
    assert "Ogni alveare è registrato." in preview, "the page as it would be, in its articles"
    file = SimpleUploadedFile("legge.md", TEXT.encode())
    form = text(client.post(path, LAW | {"file-f-words": file, "do": "file"}))
    assert "4 articles were read: 1, 2, 2 bis, 3." in form
    assert "Il miele è libero." in form, "it stands in the field now"
    answer = client.post(path, LAW | {"f-words": TEXT, "do": "hand_in_verified"})
    assert answer.status_code == 302, text(answer)
    proposal = Proposal.objects.get()
    assert "4 articles were read: 1, 2, 2 bis, 3." in text(
        signed_in("editor").get(f"/en/contributions/{proposal.pk}/")
    )
    assert law_queries.law_by("it", "legge-12-2020") is None
    assert go(proposal, "publish", "editor").status_code == 302, text(signed_in("editor").get(answer["Location"]))
    law = law_queries.law_by("it", "legge-12-2020")
    version = law_queries.current_version(law)
    assert (version.articles, str(version.on), version.unaccounted) == (4, "2020-05-01", 0)
    client.logout()
    assert "Il miele è libero." in text(client.get("/en/laws/it/legge-12-2020/art_2-bis/"))
    # Later its provisions are written one by one: the form of the law has its text no more.
    assert "f-words" not in signed_in("editor").get(f"/en/records/{law.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (XML, "2 articles were read: Articolo 1, Articolo 2."),
        ("Le api sono protette e nessun articolo le divide.", "No articles were found in it"),
        ("<p>Articolo 1</p><p>Le api.</p><p>Articolo 2</p><p>Il miele.</p><script>x</script>", "2 articles were read"),
    ],
)
def test_every_form_that_the_importer_knows_is_read(known_places, signed_in, given, said):
    form = text(signed_in("author").post("/en/contributions/new/law/", LAW | {"f-words": given, "do": "file"}))
    assert said in form, form[form.find("id_f-words") :][:3000]


@pytest.mark.parametrize(
    "given",
    [
        b"Articolo 1\n\nLibert\xe0.",
        XML.replace("<akoma", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><akoma", 1).encode(),
        XML[:-20].encode(),
        b'{"versions": [{"parts": [{"kind": "nothing"}]}]}',
        b'{"versions": ',
    ],
)
def test_what_cannot_be_read_is_said_at_the_text_and_nothing_is_handed_in(known_places, signed_in, given):
    file = SimpleUploadedFile("legge.xml", given)
    answer = signed_in("author").post("/en/contributions/new/law/", LAW | {"file-f-words": file, "do": "hand_in"})
    assert answer.status_code == 422
    assert 'href="#id_f-words"' in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_law_without_text_is_proposed_as_before_and_gets_its_first_provision(known_places, signed_in, go):
    answer = signed_in("focal").post("/en/contributions/new/law/", LAW | {"do": "hand_in_verified"})
    assert answer.status_code == 302, text(answer)[text(answer).index("error-summary") :][:900]
    go(Proposal.objects.get(), "publish", "editor")
    law = law_queries.law_by("it", "legge-12-2020")
    assert law_queries.current_version(law) is None
    client = signed_in("focal")
    path = f"/en/contributions/change/{law.pk}/parts/+/"
    assert path in text(client.get("/en/laws/it/legge-12-2020/"))
    sent = fields_of(client.get(path)) | {
        "f-number": "1",
        "f-label:it": "Articolo 1",
        "f-body:it": "Le api sono protette.",
    }
    answer = client.post(path, sent | {"do": "hand_in_verified"})
    assert answer.status_code == 302, text(answer)
    go(Proposal.objects.exclude(part="").get(), "publish", "editor")
    assert "Le api sono protette." in text(client.get("/en/laws/it/legge-12-2020/art_1/"))


def test_the_changes_of_one_act_are_read_handed_in_and_published_together(law, change, signed_in):
    first = change(do="save", **{"f-body:en": NEW_WORDS, "f-from_on": "1 June 2012"})
    second = change(part="art_1", do="save", **{"f-repealed_on": "1 June 2012"})
    theirs = change("neighbour", do="save", **{"f-body:en": "A draft of another office."})
    client = signed_in("author")
    page = text(client.get(f"/en/contributions/{first.pk}/"))
    assert "1 other contribution to this record is not finished" in page
    together = f"/en/contributions/?record={law.pk}"
    assert together in page
    page = text(client.get(together))
    assert "Contributions to one record" in page
    assert "Article 1" in page
    assert str(theirs.pk) not in page
    several = [f"{one.pk}:{one.version}" for one in (first, second)]
    for who, step in (("author", "hand_in"), ("focal", "verify"), ("editor", "publish")):
        sent = {"step": step, "shown": several, "all": "yes", "whole": "yes"}
        page = text(signed_in(who).post("/en/contributions/together/", sent))
        assert "Done: 2 of 2." in page, page[page.index("<h1") :]
    assert {state(first), state(second)} == {"published"}
    page = text(signed_in("editor").get(PUBLIC))
    assert NEW_WORDS in page
    assert "repealed" in text(signed_in("editor").get("/en/laws/it/act-7/art_1/")).lower()
