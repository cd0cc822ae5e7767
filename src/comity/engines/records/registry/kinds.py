"""Which kinds of record exist, read from the installed models: there is no list to keep."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from comity.engines.records.models import Detail
from comity.kernel.languages import by_name


@cache
def detail_models() -> dict[str, type[Detail]]:
    """Every kind of record by its name."""
    return {model.kind: model for model in apps.get_models() if issubclass(model, Detail)}


def table_models() -> dict[str, type[Detail]]:
    """Every kind of record that goes in and out by the tables of the engine, by its name."""
    return {kind: model for kind, model in detail_models().items() if not model.has_own_tables}


def kinds() -> list[tuple[str, str]]:
    """Every kind that comes in by tables with what readers call its records, in the order of these names."""
    named = {kind: str(model._meta.verbose_name_plural) for kind, model in table_models().items()}
    return by_name(named.items())


@cache
def hook(model: type[Detail], file: str, name: str) -> Any:
    """What the module of a kind offers under a name in one of its files, such as ``imports.COLUMNS``; None if nothing.

    A module with several kinds may offer a dict with one for each.

    Args:
        model: the kind.
        file: the file, without its ending.
        name: what is looked for in it.
    """
    module = f"{apps.get_app_config(model._meta.app_label).name}.{file}"
    return getattr(import_module(module), name, None) if find_spec(module) else None
