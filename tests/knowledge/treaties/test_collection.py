"""The Treaty Collection's XML, in files written here in its published form."""

import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.treaties.actions import load_facts
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.imports.collection import name_in
from comity.knowledge.treaties.imports.files import import_file
from comity.knowledge.treaties.models import LoadedFacts, TreatyAction
from comity.knowledge.treaties.queries import participation


WHOLE = """<?xml version="1.0" encoding="utf-8"?>
<MTDSG>
<Treaty>
<Header><ExternalData><Titlesect>12. An invented heading</Titlesect>
<Status><Labeltext>Status</Labeltext><Signatories>147</Signatories><Parties>Parties: 190</Parties></Status>
</ExternalData></Header>
<Participants><Table>
<Row><Entry>Participant</Entry><Entry>Signature</Entry>
<Entry>Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)</Entry></Row>
<Row><Entry>Italy</Entry><Entry>12 Dec 2000</Entry><Entry>2 Aug 2006</Entry></Row>
<Row><Entry>Japan&lt;superscript&gt;3,4&lt;/superscript&gt;</Entry><Entry>12 Dec 2000</Entry>
<Entry>11 Jul 2017 A</Entry></Row>
<Row><Entry>Fiji</Entry><Entry></Entry><Entry>19 Sep 2017 a</Entry></Row>
<Row><Entry>Montenegro <superscript>5</superscript></Entry><Entry></Entry><Entry>23 Oct 2006 d</Entry></Row>
<Row><Entry>Land of Nowhere</Entry><Entry>1 Jan 2001</Entry><Entry></Entry></Row>
</Table></Participants>
<Declarations><Title>Declarations</Title>
<Declaration><Participant>Fiji</Participant><Text>Invented words of a declaration.</Text></Declaration>
<Declaration><Participant>Japan</Participant><Text>Other invented words, with <i>marks</i> inside.</Text></Declaration>
</Declarations>
<Objections>
<Objection><Participant>Italy</Participant>
<Text>5 March 2019 With regard to the reservation made by Fiji upon accession: invented words.</Text></Objection>
</Objections>
<Notifications><Notification><Participant>Italy</Participant>
<Text>Invented authority.</Text></Notification></Notifications>
<TerritorialApplications><Table>
<Row><Entry>Participant</Entry><Entry>Date of receipt</Entry><Entry>Territories</Entry></Row>
<Row><Entry>United Kingdom</Entry><Entry>17 May 2012</Entry><Entry>Gibraltar</Entry></Row>
</Table></TerritorialApplications>
<EndNotes><EndNote>3. Words of a note.</EndNote></EndNotes>
</Treaty>
</MTDSG>
"""


@pytest.fixture
def written(tmp_path, facts, service):
    """Write a file and read it in."""

    def read(content, name="XVIII-12.en.xml", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(path, **({"by": service} | options))

    return read


def act(place, kind):
    return TreatyAction.objects.get(treaty__symbol="XVIII-12", place=place, kind=kind, is_retracted=False)


def test_a_whole_file(written, treaty):
    report = written(WHOLE, retrieved_on=dt.date(2026, 4, 13))
    assert act("JP", "acceptance").on_text == "2017-07-11"
    assert act("FJ", "accession").on_text == "2017-09-19"
    assert participation.is_party(treaty("XVIII-12"), "JP", dt.date(2017, 8, 10)).standing == Standing.YES
    declared = act("FJ", "declaration")
    assert (declared.text, declared.on_text) == ("Invented words of a declaration.", "2017-09-19")
    assert "marks" in act("JP", "declaration").text
    objected = act("IT", "objection")
    assert (objected.against_id, objected.on_text) == ("FJ", "2019-03-05")
    assert act("IT", "notification").text == "Invented authority."
    extended = act("GB", "territorial-extension")
    assert (extended.territory_id, extended.on_text) == ("GI", "2012-05-17")
    assert act("IT", "ratification").provenance_id == "untc-2015"
    (file,) = report.files
    assert "The file counts 190 parties." in file.sentences
    assert any("Land of Nowhere" in sentence for sentence in file.sentences)
    assert set(file.left_out) >= {"notes", "header", "rows of names that are not known"}


def test_the_same_again_changes_nothing(written):
    written(WHOLE)
    before = list(TreatyAction.objects.order_by("pk").values_list()), Event.objects.count()
    report = written(WHOLE)
    assert {change.outcome for change in report.files[0].changes} == {"unchanged"}
    assert (list(TreatyAction.objects.order_by("pk").values_list()), Event.objects.count()) == before


def test_a_corrected_file_updates(written):
    written(WHOLE)
    number = TreatyAction.objects.count()
    corrected = WHOLE.replace("19 Sep 2017 a", "20 Sep 2017 a")
    report = written(corrected, dry_run=True)
    (change,) = [one for one in report.files[0].changes if one.identifier == "untc:XVIII-12:FJ:accession"]
    assert change.fields["on_text"] == ("2017-09-19", "2017-09-20")
    assert change.where.startswith("XVIII-12.en.xml, line ")
    assert act("FJ", "accession").on_text == "2017-09-19"
    written(corrected)
    assert act("FJ", "accession").on_text == "2017-09-20"
    assert TreatyAction.objects.count() == number


def test_what_the_collection_corrects_in_our_facts_stays_corrected(written, service, treaty):
    number = TreatyAction.objects.count()
    read = WHOLE.replace("2 Aug 2006", "3 Aug 2006")
    brought = sum(1 for change in written(read).files[0].changes if change.outcome == "created")
    assert act("IT", "ratification").on_text == "2006-08-03"
    LoadedFacts.objects.all().delete()
    load_facts(by=service)
    assert act("IT", "ratification").on_text == "2006-08-03"
    assert act("FJ", "accession").on_text == "2017-09-19"
    assert TreatyAction.objects.count() == number + brought
    assert {change.outcome for change in written(read).files[0].changes} == {"unchanged"}


def test_the_files_name_says_which_treaty_and_so_may_the_caller(written):
    with pytest.raises(Unreadable, match="Nothing says which treaty this is"):
        written(WHOLE, name="download.xml")
    assert written(WHOLE, name="download.xml", symbol="XVIII-12", dry_run=True).files[0].changes


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE bomb [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>\n<Treaty>&j;</Treaty>"
)
OUTSIDE = (
    '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'
    "<Treaty><Participants><Row><Entry>&x;</Entry></Row></Participants></Treaty>"
)


@pytest.mark.parametrize(
    ("content", "where", "sentence"),
    [
        (BOMB, "line 2", "declares a document type"),
        (OUTSIDE, "line 2", "declares a document type"),
        (OUTSIDE.encode("utf-16"), "line 1", "declares a document type"),
        (WHOLE.replace("</Row>", "", 1), "line", "The XML is broken"),
        (WHOLE.replace("utf-8", "utf-99"), "line 1", "XML"),
        (WHOLE.replace("Fiji</Entry>", "Fi\xfcji</Entry>").encode("latin-1"), "line 13", "The XML is broken"),
        (b"", "line 1", "The XML is broken"),
        ("<Laws/>", "XVIII-12.en.xml", "no element Treaty"),
        ("<Treaty/>", "XVIII-12.en.xml", "no participants"),
        (WHOLE.replace("11 Jul 2017 A", "11 Jul 2017 Q"), "line", "The letter “Q” after the date is not explained"),
        (WHOLE.replace("2 Aug 2006", "31 Feb 2006"), "line", "is no date"),
        (WHOLE.replace("Signature</Entry>", "Handshake</Entry>"), "line", "“Handshake” is no act"),
        (WHOLE.replace("<Entry>Participant</Entry><Entry>Sig", "<Entry>Who</Entry><Entry>Sig"), "line", "first row"),
        (WHOLE.replace("Invented words of a", "w" * 11_000_000), "line", ""),
    ],
)
def test_hostile_and_broken_files_are_refused_whole(written, content, where, sentence):
    before = TreatyAction.objects.count(), Event.objects.count()
    with pytest.raises(Unreadable) as refused:
        written(content)
    assert where in refused.value.where
    assert "XVIII-12.en.xml" in refused.value.where
    assert sentence in refused.value.sentence
    assert (TreatyAction.objects.count(), Event.objects.count()) == before


def test_a_file_that_is_too_large_is_not_read(written):
    with pytest.raises(Unreadable, match="larger than 50 MB"):
        written(b" " * (50 * 2**20 + 1))


def test_only_editors_import(written, person_with):
    with pytest.raises(NotPermitted):
        written(WHOLE, by=person_with("contributor"))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("China<superscript>4,7,8</superscript>", "China"),
        ("Yemen 15", "Yemen"),
        ("Germany3,4", "Germany"),
        ("Bolivia (Plurinational State of)", "Bolivia (Plurinational State of)"),
    ],
)
def test_names_without_the_numbers_of_notes(cell, name):
    assert name_in(cell) == name
