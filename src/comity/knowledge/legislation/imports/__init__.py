"""Laws read from the forms in which publishers hand them out; only `packs` hands what was read to the actions."""

from comity.knowledge.legislation.imports.typed import complete


__all__ = ["complete"]
