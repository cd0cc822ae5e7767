"""Which kinds of record exist, read from the installed models: there is no list to keep."""

from functools import cache

from django.apps import apps

from comity.engines.records.models import Detail


@cache
def detail_models() -> dict[str, type[Detail]]:
    """Every kind of record by its name."""
    return {model.kind: model for model in apps.get_models() if issubclass(model, Detail)}
