"""Whatever the log says was done, it says in words."""

import ast
from pathlib import Path

from comity.base.audit.views.wording import VERBS, said


SOURCE = Path(__file__).parents[3] / "src" / "comity"
WRITING = {"note", "seen"}


def verbs():
    """Every verb that the code writes down, as far as it stands there in so many letters."""
    for file in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in WRITING
                and call.args
            ):
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_every_verb_has_words():
    found = set(verbs())
    assert len(found) > 80
    assert found <= VERBS.keys(), sorted(found - VERBS.keys())


def test_what_has_none_is_shown_as_it_is():
    assert said("record.publish") == "Published"
    assert not said("nobody.knows")
