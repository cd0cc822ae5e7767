"""A meeting of a network: entered by the Secretariat, with a file and a link; public, and kept."""

import re
import uuid

import pytest

from .test_editing import LANGUAGES, barriers
from .test_pages import fits_a_phone
from .test_staff import person, signed_in  # noqa: F401 -- fixtures are used by their names


LIST = "/networks/wacap/meetings/"


def entered(signed_in, title, *, is_public):  # noqa: F811
    page = signed_in(f"{LIST}new/", "secretariat")
    page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill("2026-05-12")
    page.get_by_label("Place").fill("Abidjan")
    page.get_by_label("Agenda").fill("Opening\nRequests that wait")
    if is_public:
        page.get_by_label("Everybody may know of this meeting").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url(re.compile(rf"{LIST}[0-9a-f-]+/$"))
    return page


def test_a_meeting_with_its_documents_is_read_by_whom_the_secretariat_chose(visit, signed_in, portal, picture):  # noqa: F811
    title = f"Plenary {uuid.uuid4().hex[:8]}"
    page = entered(signed_in, title, is_public=True)
    page.get_by_label("Title").fill("Report of the plenary")
    page.get_by_label("File").set_input_files(
        {"name": "report.txt", "mimeType": "text/plain", "buffer": b"What was said.\n"}
    )
    page.get_by_role("button", name="Add it").click()
    page.get_by_label("Title").fill("Kept list of officers")
    page.get_by_label("Or a link").fill("https://example.org/officers")
    page.get_by_label("Everybody may read it").uncheck()
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Kept list of officers").wait_for()
    # Scanned and cleaned within seconds, by the server itself.
    for _ in range(60):
        page.reload()
        if page.get_by_role("link", name="Report of the plenary").count():
            break
        page.wait_for_timeout(500)
    picture(page, "meeting-staff", whole=True)

    reader = visit(f"{LIST}?q=plenary")
    reader.get_by_role("link", name=title).click()
    assert "Kept list" not in reader.locator("main").inner_text()
    with reader.expect_download() as waiting:
        reader.get_by_role("link", name="Report of the plenary").click()
    assert waiting.value.path().read_bytes() == b"What was said.\n"

    page.locator("li", has_text="Report of the plenary").get_by_role("button", name="Take away").click()
    page.locator("li", has_text="Kept list of officers").get_by_role("button", name="Take away").click()
    page.get_by_role("button", name="Take the meeting away").click()
    page.wait_for_url(re.compile(rf"{LIST}$"))
    assert reader.goto(reader.url).status == 404
    visit.complaints[:] = [c for c in visit.complaints if "404" not in c]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_before_meetings(visit, signed_in, picture, language):  # noqa: F811
    page = entered(signed_in, f"Barriers {uuid.uuid4().hex[:8]}", is_public=True)
    address = page.url.split("/en", 1)[1]
    for path, name in ((LIST, "meetings"), (address, "meeting")):
        read = visit(path, language=language, policy=False, size="phone", dark=language == "ar")
        assert barriers(read, language) == []
        assert fits_a_phone(read)
        picture(read, f"{name}-{language}", whole=True)
    page.get_by_role("button", name="Take the meeting away").click()
    page.wait_for_url(re.compile(rf"{LIST}$"))
