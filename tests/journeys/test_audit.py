"""Somebody finds what they did in the log, takes the proof away, and checks it where there is no portal."""

import json
import subprocess
import sys
import time

import pytest

from .test_pages import faults
from .test_staff import person, signed_in


__all__ = ["person", "signed_in"]
LOG = "/audit/"


def proved(page):
    """The page of the event, once the background has given it its leaf."""
    for _ in range(40):
        if page.locator(".button", has_text="Download the proof").count():
            return page
        time.sleep(0.5)
        page.reload()
    return pytest.fail("The event got no leaf within twenty seconds.")


def test_what_was_done_is_proved_outside_the_portal(signed_in, tmp_path):
    page = signed_in(LOG, "contributor")
    assert "What you did" in page.locator("main").inner_text()
    row = page.locator("tbody tr").first
    assert "Signed in" in row.inner_text()
    assert "You" in row.inner_text()
    row.locator("th a").click()
    proved(page)
    files = {}
    for name in ("Download the proof", "The program that checks it"):
        with page.expect_download() as waiting:
            page.locator(".button", has_text=name).click()
        files[name] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[name])
    proof, program = files.values()
    key = page.locator("dd code").last.inner_text()

    def checked():
        command = [sys.executable, "-I", "-S", str(program), "check", str(proof), "--key", key]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = checked()
    assert done.returncode == 0, done.stdout
    assert "(people.sign_in of people.User" in done.stdout
    told = json.loads(proof.read_text(encoding="utf-8"))
    told["event"]["verb"] = "people.sign_out"
    proof.write_text(json.dumps(told), encoding="utf-8")
    assert checked().returncode == 1


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_log_is_for_everybody_to_read(visit, signed_in, picture, language, size):
    page = signed_in(LOG, "editor", language=language, size=size, policy=False)
    assert faults(page) == []
    picture(page, f"audit-{language}-{size}")
    page.locator("tbody tr th a").nth(1).click()
    page.wait_for_url("**/events/**")
    assert faults(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
