"""What files are told to be, and which are not taken."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from comity.base.files import actions, rules
from comity.base.files.content.names import cleaned_name
from comity.base.files.content.running import inspect
from comity.base.files.content.types import TYPES, Flaw, Flawed, Limits
from comity.kernel.errors import Refused

from . import samples


ALL = frozenset(TYPES)


def looked(tmp_path, content, name="x", allowed=ALL, **limits):
    path = tmp_path / "given"
    path.write_bytes(content)
    return inspect(path, name, allowed, Limits(**limits)).type


def flaw_of(tmp_path, content, name="x", allowed=ALL, **limits):
    with pytest.raises(Flawed) as caught:
        looked(tmp_path, content, name, allowed, **limits)
    return caught.value.flaw


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (samples.pdf, "pdf"),
        (samples.picture, "jpeg"),
        (lambda: samples.picture("PNG"), "png"),
        (lambda: samples.picture("WEBP"), "webp"),
        (samples.animation, "gif"),
        (samples.docx, "docx"),
        (samples.xlsx, "xlsx"),
        (samples.odt, "odt"),
        ("Ação, قانون, 法律\n".encode, "txt"),
        (lambda: samples.packed([("a.txt", "words")]), "zip"),
    ],
)
def test_the_content_says_what_a_file_is_and_not_its_name(tmp_path, make, wanted):
    for name in ("letter.docx", "no ending"):
        assert looked(tmp_path, make(), name) == wanted


def test_only_of_a_text_the_name_says_which_kind(tmp_path):
    assert looked(tmp_path, b"a,b\n1,2\n", "table.CSV") == "csv"
    assert looked(tmp_path, b"a,b\n1,2\n", "table.pdf") == "txt"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", Flaw.EMPTY),
        (b"MZ\x90\0" + b"\0" * 300, Flaw.UNKNOWN),
        (b"\x7fELF" + b"\0" * 300, Flaw.UNKNOWN),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, Flaw.OLD_OFFICE),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Flaw.ENCRYPTED),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", Flaw.MARKUP),
        (b"\xef\xbb\xbf\n<script>alert(1)</script>", Flaw.MARKUP),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', Flaw.MARKUP),
        (b"words " * 200_000 + b"<ScRiPt>alert(1)</script>", Flaw.MARKUP),
        (b"#!/bin/sh\nrm -rf /\n", Flaw.MARKUP),
        (b"<?php system('id');", Flaw.MARKUP),
        (b"{\\rtf1 {\\object}}", Flaw.MARKUP),
        ("law é".encode("latin-1"), Flaw.NOT_UTF8),
        (b"words \x07 and a bell", Flaw.UNKNOWN),
        (b"%PDF-1.7\nnothing of it\n", Flaw.DAMAGED),
        (samples.pdf()[:400], Flaw.DAMAGED),
        (samples.picture()[:200], Flaw.DAMAGED),
        (samples.docx()[:-30], Flaw.DAMAGED),
        (samples.locked_pdf(), Flaw.ENCRYPTED),
        (samples.locked_pdf(user=""), Flaw.ENCRYPTED),
        (samples.encrypted_zip(), Flaw.ENCRYPTED),
        (samples.huge_picture(), Flaw.TOO_MANY_PIXELS),
        (samples.bomb(), Flaw.UNPACKS_TOO_LARGE),
        (samples.packed([("in.zip", samples.packed([("a", "b")]))]), Flaw.NESTED),
        (samples.packed([("../../etc/passwd", "x")]), Flaw.BAD_PATHS),
        (samples.packed([("a.txt", "x"), ("A.TXT", "y")]), Flaw.BAD_PATHS),
        (samples.docx(main=samples.MAIN.replace("document.main", "document.macroEnabled.main")), Flaw.MACROS),
        (samples.docx(more=[("word/vbaProject.bin", b"macro")]), Flaw.MACROS),
        (samples.docx(more=[("word/embeddings/oleObject1.bin", b"object")]), Flaw.MACROS),
        (samples.docx(more=[("word/activeX/activeX1.xml", "<a/>")]), Flaw.MACROS),
        (samples.docx(more=[("word/zeros.bin", b"\0" * (60 * 2**20))]), Flaw.UNPACKS_TOO_LARGE),
        (samples.docx(body="<w:p>"), Flaw.DAMAGED),
        (samples.odt(more=[("Basic/script-lc.xml", "<a/>")]), Flaw.MACROS),
        (samples.odt(manifest="<m:encryption-data/>"), Flaw.ENCRYPTED),
    ],
)  # fmt: skip
def test_what_is_not_taken(tmp_path, content, wanted):
    assert flaw_of(tmp_path, content, "paper.pdf") == wanted


def test_entities_in_office_files_are_refused_before_they_are_read(tmp_path):
    """XXE and a thousand million laughs, also in an encoding in which no search would meet the words."""
    outside = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 100 + '">]><w>&b;</w>'
    sixteen = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY x "y">]><w/>'.encode("utf-16")
    for evil in (outside, laughs, sixteen):
        assert flaw_of(tmp_path, samples.docx(more=[("word/settings.xml", evil)])) == Flaw.ENTITIES
        assert flaw_of(tmp_path, samples.odt(more=[("settings.xml", evil)])) == Flaw.ENTITIES
    parts = [(n, c if n != "[Content_Types].xml" else outside) for n, c in samples.docx_parts()]
    assert flaw_of(tmp_path, samples.packed(parts)) == Flaw.ENTITIES


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>",
        "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>E cmd</w:instrText></w:r></w:p>",
        '<w:p><w:r><w:instrText>IF</w:instrText><w:fldChar w:t="begin"/><w:instrText>DDE x</w:instrText></w:r></w:p>',
        '<w:p><w:fldSimple w:instr="INCLUDEPICTURE https://evil.example/x.png"/></w:p>',
    ],
)
def test_fields_that_run_or_fetch_are_refused(tmp_path, body):
    assert flaw_of(tmp_path, samples.docx(body=body)) == Flaw.OUTSIDE


def test_fields_that_count_pages_are_not(tmp_path):
    link = '<w:r><w:instrText>HYPERLINK "https://example.org/import/database"</w:instrText></w:r>'
    body = f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{link}<w:r><w:t>DDE is a word</w:t></w:r></w:p>"
    assert looked(tmp_path, samples.docx(body=body)) == "docx"


def test_a_picture_that_is_fetched_is_refused(tmp_path):
    told = f'Type="{samples.RELATIONS}/image" Target="https://evil.example/x.png" TargetMode="External"'
    assert flaw_of(tmp_path, samples.docx(relations=f'<Relationship Id="x" {told}/>')) == Flaw.OUTSIDE


def test_an_office_file_that_fetches_something_is_refused_and_one_with_a_link_is_not(tmp_path):
    relation = '<Relationship Id="x" Type="{}/{}" Target="https://evil.example/t.dotm" TargetMode="External"/>'
    fetching = samples.docx(relations=relation.format(samples.RELATIONS, "attachedTemplate"))
    assert flaw_of(tmp_path, fetching) == Flaw.OUTSIDE
    assert looked(tmp_path, samples.docx(relations=relation.format(samples.RELATIONS, "hyperlink"))) == "docx"


def test_what_is_of_two_types_at_once_is_refused(tmp_path):
    archive = samples.packed([("evil.js", "alert(1)")])
    assert flaw_of(tmp_path, samples.picture() + archive) == Flaw.TWO_TYPES
    assert flaw_of(tmp_path, samples.pdf() + archive) == Flaw.TWO_TYPES
    assert flaw_of(tmp_path, b"words\n" + archive, "a.txt") in {Flaw.TWO_TYPES, Flaw.UNKNOWN}
    assert flaw_of(tmp_path, samples.animation()[:-1] + b"!\xfe\x09%PDF-1.7\n\0;") == Flaw.TWO_TYPES
    # A zip archive before which, or in whose comment, something else stands.
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a") as opened:
        opened.comment = b"<script>alert(1)</script>"
    assert flaw_of(tmp_path, out.getvalue()) == Flaw.TWO_TYPES


def test_limits_hold_for_what_unpacks_slowly_and_for_what_has_many_parts(tmp_path):
    text = b"".join(b"%d " % number for number in range(400_000))
    assert flaw_of(tmp_path, samples.packed([("a", text)]), unpacked=2**20) == Flaw.UNPACKS_TOO_LARGE
    assert flaw_of(tmp_path, samples.packed([(f"{n}", "x") for n in range(30)]), parts=20) == Flaw.TOO_MANY_PARTS
    assert flaw_of(tmp_path, samples.pdf(pages=12), pages=10) == Flaw.TOO_MANY_PAGES
    assert flaw_of(tmp_path, samples.animation(), pixels=250) == Flaw.TOO_MANY_PIXELS


def test_a_reader_that_takes_too_much_is_stopped_and_harms_nobody(tmp_path):
    content = samples.packed([("a.xml", b"<a>" + b"x" * 10**6 + b"</a>")])
    assert flaw_of(tmp_path, content, memory=30 * 2**20) in {Flaw.TOO_COSTLY, Flaw.DAMAGED}


def test_every_flaw_has_a_sentence_that_says_how_to_mend_it():
    for flaw in Flaw:
        sentence = str(rules.refusal(Flawed(flaw)))
        assert sentence.count(".") >= 1, flaw
        assert len(sentence) > 20, flaw


def test_a_type_that_is_not_allowed_here_is_named_with_those_that_are(tmp_path, settings):
    settings.FILES_TYPES = ["pdf"]
    with pytest.raises(
        Refused, match=r"Files of this type are not taken here\. It looks like: jpeg\. These are taken: PDF\."
    ):
        actions.lay([samples.picture()], "photo.jpg")
    # Nothing of it stays.
    assert [p for p in (settings.HOME / "files").rglob("*") if p.is_file()] == []


def test_too_large_a_file_is_refused_as_it_comes(settings):
    settings.FILES_LARGEST = 1
    taken = []

    def pieces():
        for number in range(100):
            taken.append(number)
            yield b"x" * 2**18

    with pytest.raises(Refused, match="larger than 1 MB"):
        actions.lay(pieces(), "a.txt")
    assert len(taken) == 5
    assert [p for p in (settings.HOME / "files").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("report.pdf", "report.pdf"),
        ("قانون العقوبات.pdf", "قانون العقوبات.pdf"),
        ("刑法 2020.PDF", "刑法 2020.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ana\\law.pdf", "law.pdf"),
        ("law\r\nSet-Cookie: a=b.pdf", "lawSet-Cookie a=b.pdf"),
        ('a"b<c>.pdf', "a b c.pdf"),
        ("annexe\u202efdp.exe", "annexefdp.exe.pdf"),
        ("report.pdf.exe", "report.pdf.exe.pdf"),
        ("\u2066\u200f\u0000.pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("con.pdf", "file con.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
    ],
)
def test_names_deceive_nobody(given, wanted):
    assert cleaned_name(given, TYPES["pdf"]) == wanted


def test_thousands_of_spoilt_files_are_each_refused_or_taken_and_break_nothing():
    repository = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": f"{repository / 'src'}:{repository}"}
    asked = [sys.executable, "-m", "tests.base.files.mutations", "2000", "20261121"]
    done = subprocess.run(asked, env=environment, capture_output=True, check=True, cwd=repository)
    told = json.loads(done.stdout)
    assert [what for sort, what, _count in told if sort == "fault"] == []
    counts = {sort: sum(count for one, _what, count in told if one == sort) for sort in ("refused", "taken")}
    assert sum(counts.values()) == 2000
    assert min(counts.values()) > 100
