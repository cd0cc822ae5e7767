"""What a newcomer may rely on wherever they look."""

import ast
import re

from django.apps import apps
from django.db import models

from comity.engines.records.models import Detail, Record

from .source import REPOSITORY, ROOT, Module, everything, modules


LONGEST = 400
WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def test_no_file_is_longer_than_a_person_can_hold_in_mind():
    ours = [
        p
        for p in [*ROOT.rglob("*"), *(REPOSITORY / "tests").rglob("*.py")]
        if p.suffix in {".py", ".css", ".js", ".html"}
    ]
    long = {
        str(p.relative_to(REPOSITORY)): n
        for p in ours
        if "migrations" not in p.parts and (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_package_says_what_it_is_for():
    silent = [m.name for m in modules("__init__") if not ast.get_docstring(m.tree)]
    assert silent == []


def test_nothing_below_the_pages_knows_of_http():
    http = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "django.urls")
    found = [
        (m.name, name)
        for m in modules(
            "models", "actions", "queries", "rules", "flow", "flows", "enums", "shapes", "index", "vectors"
        )
        for name in m.imported()
        if name.startswith(http)
    ]
    assert found == []


def writes(node: ast.AST) -> bool:
    """Whether this is a call that changes the database: a manager's, a queryset's or an instance's verb."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        # save(file) is some document's; a model's takes names only.
        and not (node.func.attr == "save" and node.args)
        and (
            ".objects" in (on := ast.unparse(node.func.value))
            or node.func.attr in {"save", "bulk_create"}
            or on.endswith(")")
        )
    )


def test_only_actions_write_to_the_database():
    free = {"actions", "models", "management", "index", "vectors"}
    found = [
        (m.name, node.lineno) for m in modules() if m.role not in free for node in ast.walk(m.tree) if writes(node)
    ]
    assert found == []


def test_only_actions_change_the_state_of_anything():
    found = [
        (m.name, node.lineno)
        for m in modules()
        if m.role != "actions"
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and ast.unparse(target.value) != "self"
    ]
    assert found == []


def calls(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}


def faults_of(m: Module) -> list[tuple[str, str, str]]:
    """Public functions that write, and what each of them lacks."""
    names = {f.name for f in m.functions()}
    faults = []
    for f in m.functions():
        if f.name.startswith("_") or not any(writes(n) for n in ast.walk(f)):
            continue
        if "by" not in {a.arg for a in f.args.kwonlyargs}:
            faults.append((m.name, f.name, "takes no keyword-only `by`"))
        if not any("atomic" in ast.unparse(d) for d in f.decorator_list) and "transaction.atomic" not in calls(f):
            faults.append((m.name, f.name, "is not atomic"))
        if not calls(f) & ({"note", "audit.note", "actions.note"} | names):
            faults.append((m.name, f.name, "writes no audit event"))
    return faults


def test_every_action_names_its_actor_and_is_whole_and_is_noted():
    # The audit trail is what the others are noted in; search and citations keep nothing that is not worked out from
    # what is kept elsewhere, and nobody asks for it.
    told = [m for m in modules("actions") if not {"audit", "search", "citations"} & set(m.name.split("/"))]
    assert [fault for m in told for fault in faults_of(m)] == []


def test_the_card_stays_small():
    """A column goes on the card only when every database needs it."""
    assert len(Record._meta.fields) <= 10


def test_each_kind_is_named_after_its_table():
    kinds = [m for m in apps.get_models() if issubclass(m, Detail)]
    assert kinds
    assert [(m.kind, m._meta.model_name) for m in kinds if m.kind != m._meta.model_name] == []


def test_foreign_keys_protect_what_they_point_at_unless_they_belong_to_it():
    """Places, people and terms are never lost with a cascade; the audit trail points at nothing."""
    faults = []
    for model in apps.get_models():
        if not model.__module__.startswith("comity."):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or not field.concrete:
                continue
            label = field.related_model._meta.label
            if model._meta.app_label == "audit":
                faults.append((model._meta.label, field.name, "audit points at nothing"))
            elif (
                label in {"places.Place", "people.User", "files.File"}
                and model._meta.app_label != label.split(".")[0]
                and field.remote_field.on_delete is not models.PROTECT
            ):
                faults.append((model._meta.label, field.name, "is not PROTECT"))
    assert faults == []


def test_names_tell_dates_from_moments():
    """`_on` is a date, `_at` a moment."""
    faults = []
    for model in apps.get_models():
        if not model.__module__.startswith("comity.") or model._meta.label == "people.User":
            continue
        for field in model._meta.concrete_fields:
            if (isinstance(field, models.DateTimeField) and not field.name.endswith("at")) or (
                type(field) is models.DateField and not field.name.endswith("on")
            ):
                faults.append((model._meta.label, field.name))
    assert faults == []


def test_every_constraint_and_index_name_is_said_once():
    names = [c.name for model in apps.get_models() for c in model._meta.constraints]
    assert sorted(set(names)) == sorted(names)


def test_every_exception_to_a_rule_carries_its_reason():
    bare = [
        (m.name, number)
        for m in everything()
        for number, line in enumerate(m.text.splitlines(), 1)
        if re.search(r"#\s*(noqa|type: ignore)", line) and " -- " not in line
    ]
    assert bare == []


def test_folders_of_tests_mirror_the_source():
    known = {p.name for p in ROOT.iterdir() if p.is_dir()}
    others = {"architecture", "contracts", "journeys", "factories", "golden", "data", "__pycache__"}
    strays = [p.name for p in (REPOSITORY / "tests").iterdir() if p.is_dir() and p.name not in known | others]
    assert strays == []
