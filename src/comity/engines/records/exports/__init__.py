"""Records to take away: as rows, as sheets that can be imported again, as entities of FollowTheMoney."""

from comity.engines.records.exports.rows import (
    CHUNK,
    as_data,
    comma_separated,
    files_line,
    files_of,
    harmless,
    json_lines,
)


__all__ = ["CHUNK", "as_data", "comma_separated", "files_line", "files_of", "harmless", "json_lines"]
