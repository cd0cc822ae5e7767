"""Enter a meeting of a network and its papers, and say who may read them."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files import actions as files
from comity.base.files.shapes import Laid
from comity.base.people.models import User
from comity.kernel.errors import NotNow
from comity.operations.networks import queries, rules
from comity.operations.networks.actions.ending import that_stands
from comity.operations.networks.actions.telling import tell_of_paper
from comity.operations.networks.models import Meeting, Network, Paper
from comity.operations.networks.shapes import Convened, Document


MOST_PAPERS: Final = 200


@transaction.atomic
def put_meeting(network: Network, told: Convened, *, held: Meeting | None = None, by: User) -> Meeting:
    """Enter a meeting, or say anew what it is.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: it is a new one, of a network that has ended.
        Unreadable: it has no title, or ends before it begins.
    """
    rules.check_may_manage(by)
    if held is None:
        that_stands(network.pk)
    rules.check_convened(told.title, told.begins_on, told.ends_on)
    meeting = held or Meeting(network=network, entered_by=by)
    meeting.title, meeting.begins_on, meeting.ends_on = told.title.strip(), told.begins_on, told.ends_on
    meeting.venue, meeting.agenda, meeting.is_public = told.venue.strip(), told.agenda.strip(), told.is_public
    meeting.save()
    note("networks.put_meeting", meeting, by=by, network=meeting.network_id, is_public=meeting.is_public)
    return meeting


@transaction.atomic
def drop_meeting(meeting: Meeting, *, by: User) -> None:
    """Take a meeting away that was entered by mistake.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: it has papers.
    """
    rules.check_may_manage(by)
    if Paper.objects.filter(meeting=meeting).exists():
        raise NotNow(_("This meeting has documents. Take them away first."))
    note("networks.drop_meeting", meeting, by=by, network=meeting.network_id)
    Meeting.objects.filter(pk=meeting.pk).delete()


@transaction.atomic
def add_paper(meeting: Meeting, told: Document, laid: Laid | None, *, by: User) -> Paper:
    """Add a file whose bytes are in the store, or a link, to a meeting; the members who want to know are told.

    A file is read once it is scanned and released; whoever is told before that reads on the page that it waits.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: the meeting has as many as it can, or the person has sent too many files within a day.
        Unreadable: it is neither a file nor a link, or both.
    """
    rules.check_may_manage(by)
    rules.check_document(told.title, told.link, has_file=laid is not None)
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if Paper.objects.filter(meeting=held).count() >= MOST_PAPERS:
        raise NotNow(_("A meeting has at most %(most)s documents.") % {"most": MOST_PAPERS})
    file = files.receive(laid, by=by) if laid is not None else None
    made = Paper.objects.create(
        meeting=held, title=told.title.strip(), file=file, link=told.link, language=told.language,
        is_public=told.is_public, added_by=by,
    )  # fmt: skip
    note(
        "networks.add_paper", made, by=by, network=held.network_id, meeting=str(held.pk),
        file=str(file.pk) if file is not None else "", sha256=laid.digest if laid is not None else "",
    )  # fmt: skip
    tell_of_paper(held, queries.who_want_papers(held.network_id), by=by)
    return made


@transaction.atomic
def show_paper(paper: Paper, *, is_public: bool, by: User) -> Paper:
    """Let everybody read a paper, or the members only.

    Raises:
        NotPermitted: only the Secretariat does.
    """
    rules.check_may_manage(by)
    paper.is_public = is_public
    paper.save(update_fields=["is_public"])
    note("networks.show_paper", paper, by=by, is_public=is_public)
    return paper


@transaction.atomic
def take_away(paper: Paper, *, by: User) -> None:
    """Take a paper away: nobody reads it any more, and its bytes go.

    Raises:
        NotPermitted: only the Secretariat does.
    """
    rules.check_may_manage(by)
    note("networks.take_away", paper, by=by, meeting=str(paper.meeting_id))
    file = paper.file
    Paper.objects.filter(pk=paper.pk).delete()
    if file is not None and file.digest:
        files.remove(file, by=by)


@transaction.atomic
def want_papers(network: Network, *, wants: bool, by: User) -> None:
    """Say for one's own posts in a network whether one is told of new documents.

    Raises:
        NotPermitted: one stands in the network for nobody.
    """
    own = [one for one in rules.posts_of(by) if one.network_id == network.pk]
    rules.check_stands_in(own)
    for one in own:
        one.wants_papers = wants
        one.save(update_fields=["wants_papers"])
        note("networks.want_papers", one, by=by, wants=wants)
