"""What is not public reaches nobody else, whatever address is opened: every page and interface, by every reader.

Search is tried in the tests of its own pages; here everything that is read from the database is.
"""

import io
import itertools
import re
import zipfile

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from comity.base.audit.models import Event
from comity.base.files.actions.receiving import lay
from comity.base.people.models import Membership, Organisation, User
from comity.base.terms.models import Concept
from comity.engines.records import actions
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.authorities.actions import put_entry
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from tests.contracts.test_records import example


pytestmark = pytest.mark.django_db

CORRUPTION, CYBERCRIME = "crime-types:corruption", "crime-types:cybercrime"
# Words that stand in nothing else: in drafts and their files, in what authorities keep for each other, in the list of
# who works for an organisation.
DRAFTED, KEPT, EMPLOYED = "Quixotemica", "zephyrindo", "Wolframsdal"
# Signing out, and where a browser is sent by somebody else's server.
NOT_VISITED = ("sign-out", "directory/")
NUMBERS = itertools.count(1)


def someone(role, organisation, *subjects, name=""):
    number = next(NUMBERS)
    person = User.objects.create(username=f"{role}-{number}", email=f"p{number}@example.org", last_name=name)
    membership = Membership.objects.create(user=person, organisation=organisation, role=role)
    membership.subjects.set(Concept.objects.filter(key__in=subjects))
    return person


@pytest.fixture
def agency(world):
    return Organisation.objects.create(name="Agency", place_id="IT")


@pytest.fixture
def secrets(world, by, agency, settings, tmp_path):
    """A draft of every kind with a file, an authority that keeps its mailbox for others, and a colleague elsewhere."""
    settings.HOME = tmp_path
    settings.FILES_SCANNER = settings.FILES_STORE = ""
    author = someone("editor", Organisation.objects.create(name="Desk", kind="secretariat"), name=EMPLOYED)
    drafts = []
    for kind, model in detail_models().items():
        texts = (CardText("en", f"{DRAFTED} {kind}", summary=DRAFTED), CardText("ar", DRAFTED, wording="machine"))
        card = Card(f"draft-{kind}", "IT", texts, (CardSource(f"Source of {DRAFTED}"),), (CORRUPTION,))
        detail = example(model, 7)
        for field in ("identifier", "slug", "symbol", "code"):
            if hasattr(detail, field):
                setattr(detail, field, f"draft-{kind}")
        drafts.append(actions.draft(detail, card, by=author))
    treaty = Record.objects.filter(kind="treaty", state="published").first()
    actions.link(drafts[-1], "cites", treaty, by=author)
    attachment = actions.attach(drafts[0], lay([DRAFTED.encode()], f"{DRAFTED}.txt"), label=DRAFTED, by=author)
    told = NewDesignation("mutual-legal-assistance", treaty="XVIII-12", article="18(13)", source="A note")
    entry = Entry(
        "authority-kept", "IT", names={"en": "Office"}, language="en",
        particulars={"emails": [f"{KEPT}@example.org"]}, restricted=("contact",), designations=(told,),
    )  # fmt: skip
    put_entry(entry, by=by)
    someone("observer", agency, name=EMPLOYED)
    authority = Authority.objects.get(identifier="authority-kept")
    events = Event.objects.filter(record_id__in=[one.pk for one in drafts]).values_list("pk", flat=True)
    keys = [drafts[0].pk, drafts[-1].pk, authority.pk, attachment.file_id, treaty.pk]
    return {
        "uuid": keys,
        "code": ["IT", "draft-indicator", "corruption", "drugs"],
        "symbol": ["XVIII-12", "draft-treaty"],
        "identifier": ["draft-case"],
        "place": ["it", "IT"],
        "eid": ["art_1"],
        "number": ["1", *map(str, events[:3])],
        "kind": ["strategy", "law", "authority"],
        "form": ["csv", "xlsx", "json"],
        "scheme": ["crime-types"],
        "token": ["no-such-token"],
        "str": ["crime-types:corruption"],
        "step": ["publish"],
        "slug": ["draft-law", "act-1"],
        "section": ["records", "laws", "cases"],
        "int": [str(agency.pk), str(author.pk), str(attachment.pk)],
        "author": author,
    }


def addresses(resolver, before=""):
    """Every address of the portal as a pattern, with the names of what stands in it."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(one, URLResolver):
            yield from addresses(one, here)
        elif isinstance(one, URLPattern) and "(" not in here and not any(part in here for part in NOT_VISITED):
            yield here


def filled(pattern, values):
    """A pattern with everything in it that might lead to what is secret."""
    parts = re.split(r"<(?:(\w+):)?(\w+)>", pattern)
    choices = [[parts[0]]]
    for converter, name, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        several = values["uuid"] if "uuid" in (converter or "") else values.get(name) or values[converter or "number"]
        choices += [[str(one) for one in several], [after]]
    return ["".join(one) for one in itertools.product(*choices)]


def words_of(response):
    """What an answer says, whatever it comes as."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return content.decode("utf-8", "replace") + str(response.headers)


# Nine thousand pages: three minutes where nothing else is done.
@pytest.mark.timeout(900)
def test_what_is_secret_is_on_no_page_of_who_may_not_know(secrets, agency, client):
    ministry = Organisation.objects.create(name="Ministère", place_id="ML")
    readers = {
        "visitor": (None, {DRAFTED, KEPT, EMPLOYED}),
        "contributor of another State": (someone("contributor", ministry), {DRAFTED, KEPT, EMPLOYED}),
        "contributor of the State": (someone("contributor", agency), {DRAFTED}),
        "observer": (someone("observer", ministry), {DRAFTED, EMPLOYED}),
        "Secretariat": (someone("secretariat", ministry), {DRAFTED, KEPT}),
        "editor for another subject": (someone("editor", ministry, CYBERCRIME), {DRAFTED}),
    }
    patterns = sorted(set(addresses(get_resolver())))
    asked = [f"/{one}" for pattern in patterns for one in filled(pattern, secrets)]
    assert len(asked) > 300
    leaked = []
    for name, (person, forbidden) in readers.items():
        client.logout()
        if person is not None:
            client.force_login(person)
        for address in asked:
            # The address itself says what was asked for, and a page may repeat it.
            response = client.get(address)
            # That a part of the system is not well is told to machines by 503.
            if response.status_code >= 500 and address != "/health.json":
                leaked.append((name, address, response.status_code))
                continue
            words = words_of(response)
            leaked += [(name, address, word) for word in forbidden if word in words]
    assert not leaked, "\n".join(map(str, leaked[:20]))


def test_who_may_know_is_told(secrets, client):
    """The words above are found where they belong, or their absence elsewhere would prove nothing."""
    client.force_login(secrets["author"])
    said = ""
    for pattern in sorted(set(addresses(get_resolver()))):
        for address in filled(pattern, secrets):
            if "/edit/" in address or "api/" in address or address.startswith("en/authorities"):
                said += words_of(client.get(f"/{address}"))
    assert DRAFTED in said
    assert KEPT in said
