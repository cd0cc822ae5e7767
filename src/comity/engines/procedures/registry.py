"""Which flows exist, read from the installed dossiers: there is no list to keep."""

from functools import cache

from django.apps import apps

from comity.engines.procedures.models import Dossier


@cache
def dossiers() -> dict[str, type[Dossier]]:
    """Every kind of dossier by the name of its flow."""
    return {model.flow.name: model for model in apps.get_models() if issubclass(model, Dossier)}
