"""Documents: what the shapes hold comes out in Word and in PDF, in either direction of writing."""

import datetime as dt
import io
import zipfile

import pikepdf
import pytest

from comity.kernel.documents import fonts
from comity.kernel.documents.markdown import blocks_of
from comity.kernel.documents.pdf import to_pdf
from comity.kernel.documents.shapes import (
    Beside,
    Box,
    Document,
    Field,
    FieldKind,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from comity.kernel.documents.word import to_word
from comity.kernel.documents.word_reading import Control, Loose, read_word
from comity.kernel.errors import NotNow, Unreadable


NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)


def document(language="en", **more):
    left, right = (Paragraph((Run("We ask."),)),), (Paragraph((Run("نطلب"),)),)
    blocks = (
        Heading(1, (Run("One"),)),
        *blocks_of("Some **bold** words\n\n- a\n- b"),
        Box((Paragraph((Field("f", FieldKind.TEXT, "a\n\nb"),)),), 4),
        Table(((Run("Head"),),), (((Field("t", FieldKind.LINE, "7"),),),), repeats=True),
        Beside(("en", "ar"), ((left, right),)),
        PageBreak(),
        Paragraph((Run("End 😀 #eval(1) $x$"),)),
    )
    return Document("A & B", language, blocks, NOW, "Not cleared", "Foot", "Us", {"key": "value"}, **more)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_word_file_comes_back_as_it_was_written(language, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(to_word(document(language)))
    read = read_word(path)
    assert read.properties == {"key": "value"}
    controls = {one.tag: one.text for one in read.pieces if isinstance(one, Control)}
    assert controls == {"f": "a\n\nb", "t": "7"}
    words = [one.text for one in read.pieces if isinstance(one, Loose)]
    assert words == ["A & B", "One", "Some bold words", "a", "b", "Head", "We ask.", "نطلب", "End 😀 #eval(1) $x$"]
    with zipfile.ZipFile(path) as archive:
        assert ("<w:bidi/>" in archive.read("word/document.xml").decode().replace(right_cell(), "")) == (
            language == "ar"
        )


def right_cell():
    """What stands in the Arabic column of every document of these tests."""
    return '<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve">نطلب</w:t></w:r></w:p>'  # noqa: E501 -- as it is written


def test_the_same_document_is_the_same_bytes():
    assert to_word(document()) == to_word(document())
    assert to_pdf(document()) == to_pdf(document())


def test_a_pdf_is_whole_and_runs_nothing_that_anybody_wrote():
    with pikepdf.open(io.BytesIO(to_pdf(document()))) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.Root.MarkInfo.Marked
        assert pdf.docinfo["/Title"] == "A & B"


def test_without_typefaces_there_is_no_pdf(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    with pytest.raises(NotNow, match="typefaces"):
        fonts.prepared()


def test_what_is_no_word_file_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(Unreadable, match="no Word file"):
        read_word(path)
