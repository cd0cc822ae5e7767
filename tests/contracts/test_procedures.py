"""What is true of every flow, and of whoever takes a step in one."""

import ast

import pytest
from django.apps import apps

from comity.base.access.roles import ROLES
from comity.engines.procedures.models import Dossier, Procedure
from comity.engines.procedures.registry import dossiers

from ..architecture.source import REPOSITORY, everything


FLOWS = [model.flow for model in apps.get_models() if issubclass(model, Dossier)]


@pytest.fixture(params=FLOWS, ids=lambda flow: flow.name)
def flow(request):
    return request.param


def test_there_are_flows_and_each_has_its_own_name():
    assert FLOWS
    assert sorted(dossiers()) == sorted({flow.name for flow in FLOWS})
    assert len(FLOWS) == len(dossiers())


def test_every_state_can_be_reached(flow):
    reached = {flow.initial}
    for _round in flow.states:
        reached |= {step.target for step in flow.steps if reached & set(step.sources)}
    assert reached == set(flow.states)


def test_every_step_leads_between_known_states_and_belongs_to_a_part(flow):
    for step in flow.steps:
        assert {*step.sources, step.target} <= set(flow.states)
        assert step.target not in step.sources
        assert step.part in flow.parts
        assert any(step.permission in held for name, held in ROLES.items() if name != "service"), step.name
    names = [step.name for step in flow.steps]
    assert sorted(set(names)) == sorted(names)


def test_every_state_but_the_last_has_an_owner_who_can_leave_it(flow):
    assert flow.final
    assert set(flow.owners) == set(flow.states) - flow.final
    for state, owner in flow.owners.items():
        assert any(step.part == owner and state in step.sources for step in flow.steps), state


def test_the_drawn_page_equals_the_code(flow):
    page = REPOSITORY / "docs" / "reference" / f"flow-{flow.name}.md"
    assert page.read_text(encoding="utf-8") == flow.drawn()


def test_every_label_can_be_translated(flow):
    said = [flow.label, *flow.states.values(), *flow.parts.values(), *(step.label for step in flow.steps)]
    assert [str(one) for one in said if isinstance(one, str)] == []


def writes_of_state(tree):
    """Where the state of a procedure is written: assigned, or handed to an update."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Attribute) and one.attr == "state" and "procedure" in ast.unparse(one.value):
                    yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "create", "bulk_create"}
            and "rocedure" in ast.unparse(node.func)
            and any(keyword.arg == "state" for keyword in node.keywords)
        ):
            yield node.lineno


def test_a_state_is_written_when_a_procedure_starts_and_by_take_and_nowhere_else():
    found = [(m.name, line) for m in everything() for line in writes_of_state(m.tree)]
    assert {name for name, _line in found} == {"engines/procedures/actions.py"}
    functions = {
        one.name
        for m in everything()
        if m.name == "engines/procedures/actions.py"
        for one in m.functions()
        if any(True for _line in writes_of_state(one))
    }
    assert functions == {"start", "take"}
    assert Procedure._meta.get_field("state").default is not None
