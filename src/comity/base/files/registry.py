"""Who owns the objects to which files are attached: each such module says which files a person may read."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from comity.base.people.models import User


Readable = Callable[[User | None], "QuerySet[Any, Any]"]


# Raises the owner's own answer when a file went with its object; else does nothing.
Guard = Callable[[User | None, UUID], None]


@cache
def guards() -> tuple[Guard, ...]:
    """For every module whose app says ``has_files``, its ``queries.check_file_not_gone`` where it has one."""
    several = [config for config in apps.get_app_configs() if getattr(config, "has_files", False)]
    found = (getattr(import_module(f"{config.name}.queries"), "check_file_not_gone", None) for config in several)
    return tuple(guard for guard in found if guard is not None)


# Under which name a person gets a file; None when they may not read it.
Judge = Callable[[User | None, UUID], str | None]


@cache
def judges() -> tuple[Judge, ...]:
    """For every module whose app says ``has_files``, its ``queries.name_of_file`` where it has one.

    For who reads what is asked of one thing at a time, and cannot be told of all of them in one query.
    """
    several = [config for config in apps.get_app_configs() if getattr(config, "has_files", False)]
    found = (getattr(import_module(f"{config.name}.queries"), "name_of_file", None) for config in several)
    return tuple(judge for judge in found if judge is not None)


@cache
def owners() -> tuple[Readable, ...]:
    """For every module whose app says ``has_files``, its ``queries.readable_files`` where it has one."""
    several = [config for config in apps.get_app_configs() if getattr(config, "has_files", False)]
    found = (getattr(import_module(f"{config.name}.queries"), "readable_files", None) for config in several)
    return tuple(readable for readable in found if readable is not None)
