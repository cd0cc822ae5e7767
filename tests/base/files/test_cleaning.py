"""What is taken out of a file before anybody else may read it."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from comity.base.files.content.running import clean
from comity.base.files.content.types import TYPES, Limits

from . import samples


def cleaned(tmp_path, content, kind):
    path, out = tmp_path / "given", tmp_path / "made"
    path.write_bytes(content)
    found = clean(path, out, TYPES[kind], Limits())
    return found, out.read_bytes() if found.is_changed else content


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_picture_loses_who_took_it_and_keeps_how_it_was_held(tmp_path, form, kind):
    content = samples.picture(form, (32, 24))
    assert samples.SECRET.encode() in content
    found, made = cleaned(tmp_path, content, kind)
    assert samples.SECRET.encode() not in made
    assert found.taken_out == ["metadata"]
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, picture.size, dict(picture.getexif())) == (form, (24, 32), {})
    red, green, blue = picture.convert("RGB").getpixel((5, 5))
    assert (abs(red - 200), abs(green - 30), abs(blue - 30)) < (8, 8, 8)


def test_words_after_the_picture_and_in_its_comments_are_gone(tmp_path):
    content = samples.picture(secret=False, comment=samples.SECRET) + b"<script>alert(1)</script>"
    _found, made = cleaned(tmp_path, content, "jpeg")
    assert b"script" not in made
    assert samples.SECRET.encode() not in made


def test_an_animation_still_moves(tmp_path):
    _found, made = cleaned(tmp_path, samples.animation(), "gif")
    assert samples.SECRET.encode() not in made
    picture = Image.open(io.BytesIO(made))
    assert picture.n_frames == 3
    lasting = []
    for number in range(3):
        picture.seek(number)
        lasting.append(picture.info["duration"])
    assert lasting == [100, 200, 300]


def test_a_pdf_loses_what_acts_what_hides_and_who_made_it(tmp_path):
    found, made = cleaned(tmp_path, samples.pdf(active=True), "pdf")
    assert found.taken_out == ["embedded", "metadata", "scripts"]
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1
        everything = b"".join(one.unparse() for one in pdf.objects)
        links = [str(one.A.S) for one in pdf.pages[0].Annots if "/A" in one]
        assert dict(pdf.attachments) == {}
        assert "/Info" not in pdf.trailer
    for word in (b"JavaScript", b"app.alert", b"Launch", b"RichMedia", b"hidden program", samples.SECRET.encode()):
        assert word not in everything
        assert word not in made
    # A link stays a link.
    assert links == ["/URI"]


def test_that_a_signature_is_lost_is_said(tmp_path):
    found, made = cleaned(tmp_path, samples.pdf(signed=True), "pdf")
    assert "signature" in found.taken_out
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/V" not in pdf.Root.AcroForm.Fields[0]


def test_an_office_file_loses_its_authors_and_still_opens(tmp_path):
    found, made = cleaned(tmp_path, samples.xlsx(), "xlsx")
    assert found.taken_out == ["properties"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if name.startswith("docProps")]
        assert b"docProps" not in told
    assert samples.SECRET.encode() not in told
    import openpyxl

    assert openpyxl.load_workbook(io.BytesIO(made)).active["A1"].value == "value"


def test_a_word_file_keeps_its_text_and_its_links(tmp_path):
    link = f'Type="{samples.RELATIONS}/hyperlink" Target="https://example.org/" TargetMode="External"'
    relation = f'<Relationship Id="x" {link}/>'
    signed = ("_xmlsignatures/sig1.xml", f"<s>{samples.SECRET}</s>")
    found, made = cleaned(tmp_path, samples.docx(body="<w:p>words</w:p>", relations=relation, more=[signed]), "docx")
    assert found.taken_out == ["properties", "signature"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"words" in archive.read("word/document.xml")
        assert b"https://example.org/" in archive.read("word/_rels/document.xml.rels")
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml",
        ]  # fmt: skip
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert samples.SECRET.encode() not in made


def test_an_open_document_is_still_one(tmp_path):
    found, made = cleaned(tmp_path, samples.odt(), "odt")
    assert found.taken_out == ["properties"]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert samples.SECRET.encode() not in archive.read("meta.xml")
        assert b"Thumbnails" not in archive.read("META-INF/manifest.xml")
        assert "content.xml" in archive.namelist()


def test_a_text_stays_as_it_is(tmp_path):
    found, made = cleaned(tmp_path, b"words\n", "txt")
    assert (found.is_changed, made) == (False, b"words\n")
