"""What staff come to do with questions: bring them in, and try them as somebody will who answers."""

import json

import pytest

from ..engines.questionnaires.examples import full
from .test_pages import faults
from .test_staff import person, signed_in  # noqa: F401 -- fixtures


# What is answered, in order, and which of these questions are asked then.
WATCHED = {"1.2", "1.4", "2.1", "2.5", "2.8", "note"}
STEPS = [
    ("check", 'input[name="q:1.1"][value="no"]', "", set()),
    ("check", 'input[name="q:1.1"][value="yes"]', "", {"1.2", "2.1"}),
    ("check", 'input[name="q:1.3"][value="marking"]', "", {"1.2", "1.4", "2.1"}),
    ("check", 'input[name="q:1.2"][value="a"]', "", {"1.2", "2.1"}),
    ("fill", 'input[name="q:2.4:pistols:seized"]', "9.9", {"1.2", "2.1"}),
    ("fill", 'input[name="q:2.4:total:seized"]', "99", {"1.2", "2.1"}),
    ("fill", 'input[name="q:2.4:rifles:seized"]', "0.2", {"1.2", "2.1", "2.5"}),
    ("fill", 'input[name="q:2.6:amount"]', "5", {"1.2", "2.1", "2.5", "2.8"}),
    ("fill", 'input[name="q:2.7"]', "2024-01-01", {"1.2", "2.1", "2.5", "2.8", "note"}),
]


def asked(page):
    return {code for code in WATCHED if page.locator(f'[data-question="{code}"]').is_visible()}


def test_what_follows_is_the_same_at_once_and_from_the_server(signed_in, tmp_path):  # noqa: F811
    """The script and the server read the same conditions: after each answer and after sending, the same is asked."""
    file = tmp_path / "full.json"
    file.write_text(json.dumps(full(code="journey")), encoding="utf-8")
    page = signed_in("/questionnaires/_new/")
    page.locator("#id_file").set_input_files(str(file))
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("link", name="Try it").click()
    for act, control, value, expected in STEPS:
        field = page.locator(control)
        field.check() if act == "check" else field.fill(value)
        assert asked(page) == expected, control
    page.fill('input[name="q:2.1"]', "14")
    page.fill('input[name="q:2.2"]', "3")
    assert page.locator('[data-question="2.3"] output').inner_text() == "11"
    page.get_by_role("button", name="Check the answers").click()
    assert asked(page) == STEPS[-1][3]
    assert "It is not the sum of its parts, which is 10.1." in page.locator(".error-summary").inner_text()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_barrier_before_who_tries(signed_in, language):  # noqa: F811
    page = signed_in("/questionnaires/journey/1/preview/", language=language)
    assert page.locator("[data-questionnaire] [data-question]").count() == 14
    assert faults(page) == []
