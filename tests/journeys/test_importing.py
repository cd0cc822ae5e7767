"""What an editor does to bring records in: fetches the template, fills it in, looks, confirms."""

import csv
import io
import uuid

import pytest

from .test_pages import LANGUAGES, barriers
from .test_staff import person, signed_in  # noqa: F401 -- fixtures are used by their names


PAGE = "/records/import/"


def filled(folder, *, wrong=False):
    """A table of one law that is right, and one that is not."""
    name = uuid.uuid4().hex[:8]
    path = folder / "laws.csv"
    columns = [
        "id",
        "place",
        "title:en",
        "source:title",
        "jurisdiction",
        "slug",
        "identifier",
        "language",
        "adopted_on",
    ]
    rows = [[name, "IT", f"Act of the journeys {name}", "Gazette", "it", name, name, "en", "2001-02-03"]]
    if wrong:
        rows.append([f"{name}-2", "IT", "Act", "Gazette", "it", f"{name}-2", f"{name}-2", "en", "yesterday"])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path, name


@pytest.mark.parametrize("javascript", [True, False])
def test_an_editor_brings_a_law_in_by_file(visit, signed_in, tmp_path, javascript):  # noqa: F811
    path, name = filled(tmp_path, wrong=True)
    page = signed_in(PAGE, javascript=javascript)
    with page.expect_download() as fetched:
        page.get_by_role("row", name="Law").get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(io.StringIO(fetched.value.path().read_text(encoding="utf-8-sig"))))
    assert rows[1][0] == "id"

    page.get_by_label("Database").select_option("law")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="What would change").wait_for()
    assert f"Act of the journeys {name}" in page.locator("main").inner_text()
    assert "“yesterday” is not a day" in page.locator("main").inner_text()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="What was imported").wait_for()
    page.goto(f"{page.url.split('/en/')[0]}/en/laws/it/{name}/")
    assert f"Act of the journeys {name}" in page.locator("h1").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_before_who_imports(visit, signed_in, tmp_path, picture, language):  # noqa: F811
    path, _name = filled(tmp_path, wrong=True)
    page = signed_in(PAGE, language=language, policy=False)
    assert barriers(page, language) == []
    page.locator("main form button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert barriers(page, language) == []
    page.locator("#id_kind").select_option("law")
    page.locator("#id_file").set_input_files(path)
    page.locator("main form button[type=submit]").click()
    page.locator("#id_all_or_nothing").wait_for()
    assert barriers(page, language) == []
    picture(page, f"import-{language}", whole=True)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    picture(page, f"import-{language}-phone", whole=True)
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]
