"""Records as other programs and other texts take them: rows, references, citations."""

from comity.engines.records.exports.rows import as_data, comma_separated, harmless, json_lines


__all__ = ["as_data", "comma_separated", "harmless", "json_lines"]
