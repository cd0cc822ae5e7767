"""What the fields of a kind are called where people read them."""

from django.db.models import ForeignObjectRel

from comity.engines.records.models import Detail
from comity.engines.records.registry.columns import column_named, columns_of
from comity.engines.records.registry.sketch import Label


def labels_of(model: type[Detail], names: list[str]) -> dict[str, Label]:
    """What people call the fields of a snapshot: ``title:fr`` a title in French, ``court`` the court.

    A satellite is called as its rows are together; a field that the kind no longer has keeps its machine name.

    Args:
        model: the kind.
        names: as ``shapes.flattened`` gives them.
    """
    columns = columns_of(model)
    found: dict[str, Label] = {}
    for name in names:
        column = column_named(name, columns)
        if column is not None:
            found[name] = column.label
            continue
        field = next((one for one in model._meta.get_fields() if one.name == name), None)
        if isinstance(field, ForeignObjectRel):
            found[name] = field.related_model._meta.verbose_name_plural or name
        else:
            found[name] = getattr(field, "verbose_name", name)
    return found
