"""Requests as PDF/A: made by the browser's worker, here in Node, and held against what the archive asks."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
import typst
from django.conf import settings as configured

from comity.kernel.documents.pdf import STANDARDS, TEMPLATE
from comity.operations.assistance.exports import program
from comity.ui import assets
from comity.ui.modules import linked

from ... import prepared


# The facts are read from the database before the first of these tests.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

HERE = Path(__file__).parent / "writer"
NAMES = ("zh", "ar-fr", "en-ar", "ru-es")
# Operators that set a colour of the device, without a profile that says which colour it is.
OF_THE_DEVICE = {"rg", "RG", "g", "G", "k", "K"}


@pytest.fixture(scope="module")
def made(facts_of_the_writer, tmp_path_factory, request):
    """A folder with a request in several languages, each as PDF and as the data from which it was set."""
    node = shutil.which("node")
    if node is None or not assets.can_set():
        if request.config.in_ci:
            pytest.fail("Node and npm's packages are missing; in CI they must be there.")
        pytest.skip("Node or npm's packages are not on this machine.")
    folder = tmp_path_factory.mktemp("paper")
    prepared.lay_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "HOME", folder)
        packed = {assets.write_packed(name) / name for name in assets.PACKED}
    assert {file.stat().st_size > 1_000_000 for file in packed} == {True}
    shutil.copytree(program.FOLDER, folder / "script")
    (folder / "script" / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "data.json").write_text(facts_of_the_writer, encoding="utf-8")
    (folder / "setting.mjs").write_text(linked("setting/worker.js", configured.NODE_MODULES), encoding="utf-8")
    environment = {
        "WRITER_SCRIPT": str(folder / "script"),
        "WRITER_DATA": str(folder / "data.json"),
        "WRITER_OUT": str(folder),
        "WRITER_ASSETS": str(folder / "assets" / "ui"),
    }
    # As in the worker, whose policy lets nothing be made from texts.
    command = [node, "--disallow-code-generation-from-strings", str(HERE / "paper.mjs")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_request_is_pdf_a_with_tags_language_and_metadata(made, name):
    with pikepdf.open(made / f"{name}.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"].strip()
            assert metadata["xmp:CreateDate"] == "2026-11-22T00:00:00Z"
        root = pdf.Root
        assert str(root.Lang) == name[:2]
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root.keys()) <= {"/Names"}
        assert "/EmbeddedFiles" not in root.get("/Names", {})
        assert not pdf.is_encrypted
        assert pdf.trailer.ID


@pytest.mark.parametrize("name", NAMES)
def test_every_typeface_is_in_the_file_and_every_colour_has_a_profile(made, name):
    with pikepdf.open(made / f"{name}.pdf") as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" in one:
                inner = one.DescendantFonts[0]
                assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
                assert "/ToUnicode" in one
        for page in pdf.pages:
            used = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
            assert not used & OF_THE_DEVICE
            spaces = page.Resources.get("/ColorSpace", {})
            assert {str(space[0]) for space in spaces.values()} <= {"/ICCBased"}
            # Nothing is seen through anything else.
            assert not [
                state for state in page.Resources.get("/ExtGState", {}).values() if float(state.get("/ca", 1)) < 1
            ]


@pytest.fixture(scope="module")
def typesetter(made):
    # The typefaces that were unpacked for these tests already.
    [folder] = (made / "typefaces").iterdir()
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return typst.Compiler(font_paths=known, root=str(folder))


@pytest.mark.parametrize("name", NAMES)
def test_the_checks_of_typst_for_the_archive_find_nothing_in_what_is_set(made, typesetter, name):
    """The browser's Typst is built without these checks; the server's makes the same document only if all hold."""
    content = (made / f"{name}.json").read_text(encoding="utf-8")
    told = {"document": content}
    kept = typesetter.compile(input=TEMPLATE.read_bytes(), format="pdf", sys_inputs=told, pdf_standards=STANDARDS)
    (made / "kept.pdf").write_bytes(kept)
    with pikepdf.open(made / "kept.pdf") as theirs, pikepdf.open(made / f"{name}.pdf") as ours:
        assert len(ours.pages) == len(theirs.pages)


def tags(one, found):
    """What every part of the structure is."""
    if isinstance(one, pikepdf.Array):
        for each in one:
            tags(each, found)
    elif isinstance(one, pikepdf.Dictionary):
        if "/S" in one:
            found.append((str(one.S), str(one.get("/Lang", ""))))
        if "/K" in one:
            tags(one.K, found)
    return found


def test_headings_and_languages_are_told_to_who_hears_the_request(made):
    with pikepdf.open(made / "ar-fr.pdf") as pdf:
        found = tags(pdf.Root.StructTreeRoot, [])
    kinds = {kind for kind, _ in found}
    assert {"/H1", "/H2", "/P"} <= kinds
    assert "fr" in {language for _, language in found}


def test_the_data_hold_both_languages_row_by_row_and_a_provision_over_both(made):
    told = json.loads((made / "ar-fr.json").read_text(encoding="utf-8"))
    assert (told["language"], told["author"], told["mark"]) == ("ar", "", "Draft")
    assert " · " in told["title"]
    besides = [one for one in told["blocks"] if one["what"] == "beside"]
    assert all(one["languages"] == ["ar", "fr"] for one in besides)
    assert {len(pair) for one in besides for pair in one["pairs"]} == {2}
    alone = [one for one in told["blocks"] if one["what"] != "beside"]
    assert next(run["text"] for one in alone for run in one["content"]) == "Code pénal, article 432-11"
    # A sign of which no typeface of ours has a form is named, and none is lost.
    assert re.search(r"Źdźbło \[U\+1F5DD\]", json.dumps(told, ensure_ascii=False))
