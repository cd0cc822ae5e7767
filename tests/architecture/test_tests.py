"""What holds for the tests themselves."""

import ast

from tests.conftest import unit

from .source import REPOSITORY


CLOCKS = {"now", "today", "localdate", "localtime", "utcnow", "time"}


def asked_once(tree: ast.Module) -> list[int]:
    """The lines on which a module asks the clock while it is imported, and keeps what it is told."""
    kept: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            kept += [*node.args.defaults, *(one for one in node.args.kw_defaults if one), *node.decorator_list]
    for body in (tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))):
        kept += [node.value for node in body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    return [
        call.lineno
        for one in kept
        for call in ast.walk(one)
        if isinstance(call, ast.Call)
        and (name := getattr(call.func, "attr", getattr(call.func, "id", ""))) in CLOCKS
        # dt.time(9) is an hour of a day and asks no clock.
        and not (name == "time" and call.args)
        and not any(isinstance(outer, ast.Lambda) and call in ast.walk(outer) for outer in ast.walk(one))
    ]


def test_the_day_of_an_import_is_not_taken_for_that_of_a_test():
    """A run of all tests takes longer than half an hour, and now and then passes midnight."""
    assert asked_once(ast.parse("TODAY = timezone.now().date()\nclass A:\n    at = time.time()\n")) == [1, 3]
    found = {
        str(path.relative_to(REPOSITORY)): lines
        for path in sorted((REPOSITORY / "tests").rglob("*.py"))
        if (lines := asked_once(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_what_shares_dear_things_stays_in_one_process(pytestconfig):
    assert pytestconfig.pluginmanager.hook.pytest_xdist_make_scheduler.get_hookimpls(), "nobody hands out units"
    together = {unit(f"tests/operations/reviews/test_{name}.py::test_x[a@b]") for name in "ab"}
    assert together == {"tests/operations/reviews/"}
    apart = {unit(f"tests/project/test_{name}.py::Test::test_x") for name in "ab"}
    assert apart == {"tests/project/test_a.py", "tests/project/test_b.py"}
