"""Who owns the objects to which files are attached: each such module says which files a person may read."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from comity.base.people.models import User


Readable = Callable[[User | None], "QuerySet[Any, Any]"]


@cache
def owners() -> tuple[Readable, ...]:
    """For every module whose app says ``has_files``, its ``queries.readable_files``: a person to keys of files."""
    several = [config for config in apps.get_app_configs() if getattr(config, "has_files", False)]
    return tuple(import_module(f"{config.name}.queries").readable_files for config in several)
