"""Laws read from the forms in which publishers hand them out; only `packs` hands what was read to the actions."""
