"""What is said of a field stands beside it, for all who take part, until it is settled."""

import pytest

from comity.operations.contributions.models import Comment, Proposal

from ...contracts.test_editing import fields_of
from .conftest import STRATEGY
from .test_flow import text


pytestmark = pytest.mark.django_db


def say(client, proposal, **sent):
    return client.post(f"/en/contributions/{proposal.pk}/comment/", sent)


def test_a_comment_on_a_field_and_on_a_row_stands_in_the_form(propose, go, signed_in):
    proposal = propose("author")
    client = signed_in("focal")
    assert say(client, proposal, where="|0|begins", text="Which year?").status_code == 302
    assert say(client, proposal, where="sources|0|", text="Which number of it?").status_code == 302
    assert say(client, proposal, where="", text="Well written.").status_code == 302
    first = Comment.objects.get(column="begins")
    assert first.quoted == "2031"
    go(proposal, "send_back", "focal", reason="See the comments.")
    page = signed_in("author").get(f"/en/contributions/{proposal.pk}/write/").content.decode()
    begins, source = page.index("Which year?"), page.index("Which number of it?")
    assert page.index('id="id_f-begins"') < begins < page.index('id="id_f-ends"'), "beside its field"
    assert page.index('id="row-sources-0"') < source < page.index('id="id_r-sources-0-title"')
    assert "Well written." in page

    assert say(client, proposal, answers=first.pk, text="2031, as it says.").status_code == 302
    assert client.post(f"/en/contributions/{proposal.pk}/settle/{first.pk}/").status_code == 302
    assert client.post(f"/en/contributions/{proposal.pk}/settle/{first.pk}/").status_code == 409
    page = text(client.get(f"/en/contributions/{proposal.pk}/"))
    assert "2031, as it says." in page
    assert "settled" in page
    assert "Which year?" not in text(client.get(f"/en/contributions/{proposal.pk}/write/"))


@pytest.mark.parametrize("where", ["|0|nothing", "sources|7|", "sources", "x|y|z", "|0|state", "sources|-1|"])
def test_of_what_is_not_proposed_nothing_is_said(propose, signed_in, where):
    proposal = propose()
    assert say(signed_in("focal"), proposal, where=where, text="What?").status_code == 409
    assert not Comment.objects.exists()


def test_a_comment_of_another_proposal_is_none_of_this(propose, signed_in):
    one, two = propose(), propose(**{"f-title:en": "Another"})
    client = signed_in("focal")
    say(client, one, where="", text="Here.")
    said = Comment.objects.get()
    assert client.post(f"/en/contributions/{two.pk}/settle/{said.pk}/").status_code == 404
    assert say(client, two, answers=said.pk, text="There.").status_code == 404
    assert say(client, one, where="", text=" ").status_code == 422


def test_nothing_is_said_once_it_is_finished(propose, go, signed_in):
    proposal = propose()
    say(signed_in("focal"), proposal, where="|0|begins", text="Which year?")
    go(proposal, "withdraw", "author")
    assert say(signed_in("focal"), proposal, where="", text="Why?").status_code == 409
    assert "Which year?" in text(signed_in("focal").get(f"/en/contributions/{proposal.pk}/")), "it can be read still"


def test_markup_is_shown_and_not_run(propose, signed_in):
    proposal = propose(**{"f-title:en": "<script>alert(1)</script>"})
    say(signed_in("focal"), proposal, where="", text="<img src=x onerror=alert(1)>")
    page = signed_in("focal").get(f"/en/contributions/{proposal.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert STRATEGY["r-sources-0-title"] in page


def test_a_comment_stays_with_its_row_whatever_comes_or_goes_before_it(propose, signed_in):
    more = {"n-sources": "2", "r-sources-1-title": "Second gazette"}
    proposal = propose("author", do="save", **more)
    client = signed_in("author")
    assert say(client, proposal, where="sources|1|", text="Which page of it?").status_code == 302
    path = f"/en/contributions/{proposal.pk}/write/"

    def kept(**changed):
        sent = fields_of(client.get(path)) | changed | {"do": "save"}
        assert client.post(path, sent).status_code == 302

    # A row is put before it, by taking the first away and adding two.
    fields = fields_of(client.get(path))
    kept(
        **{
            "n-sources": "3",
            "r-sources-0-title": "Earlier gazette",
            "r-sources-0-~": "",
            "r-sources-1-title": "Official Gazette",
            "r-sources-1-~": fields["r-sources-0-~"],
            "r-sources-2-title": "Second gazette",
            "r-sources-2-~": fields["r-sources-1-~"],
        }
    )
    page = client.get(path).content.decode()
    assert page.index('id="row-sources-2"') < page.index("Which page of it?") < page.index('id="id_r-sources-2-title"')
    row = next(
        one for one in text(client.get(f"/en/contributions/{proposal.pk}/")).split("<tr>") if "Which page" in one
    )
    assert "Second gazette" in row
    assert "Sources 3" in row

    # Its row goes and another comes: the comment is not the new one's.
    fields = fields_of(client.get(path))
    kept(**{"r-sources-2-title": "Third gazette", "r-sources-2-~": fields["r-sources-1-~"]})
    numbers = [row["~"] for row in Proposal.objects.get(pk=proposal.pk).content["rows"]["sources"]]
    assert len(set(numbers)) == 3, "a number that is sent twice is nobody's second"
    page = text(client.get(f"/en/contributions/{proposal.pk}/"))
    third = next(one for one in page.split("<tr>") if "Third gazette" in one).split("</tr>")[0]
    assert "Which page of it?" not in third
    assert "Which page of it?" in page, "it is read under what was said of the whole"
