"""The tables beside the vectors: which documents a text belongs to, and how they are chosen."""

import sqlite3
from typing import Final, NamedTuple


# Changes with the encoder, or with what of a document is encoded: vectors of another version are made anew.
VERSION: Final = 5
# Since then only what is told of documents has changed, and the vectors are the same.
SAME_VECTORS: Final = frozenset({3, 4})
TABLES: Final = """
    CREATE TABLE IF NOT EXISTS texts (row INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS documents
        (id TEXT NOT NULL, record TEXT NOT NULL, row INTEGER NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
         places TEXT NOT NULL, weight REAL NOT NULL, PRIMARY KEY (id, row)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS documents_row ON documents (row);
    CREATE INDEX IF NOT EXISTS documents_within ON documents (language, kind, row);
    CREATE INDEX IF NOT EXISTS documents_record ON documents (record);
    CREATE TABLE IF NOT EXISTS records (record TEXT PRIMARY KEY, stage INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


class Within(NamedTuple):
    """Only documents of these languages, of these kinds and about these places; none named means any."""

    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def sql(self) -> tuple[str, list[str]]:
        """A condition on ``documents``, and what is put in its place marks."""
        named = [(name, values) for name, values in (("language", self.languages), ("kind", self.kinds)) if values]
        parts = [f"{name} IN ({','.join('?' * len(values))})" for name, values in named]
        if self.places:
            parts.append(f"({' OR '.join(['instr(places, ?)'] * len(self.places))})")
        return " AND ".join(["1", *parts]), [value for _, values in named for value in values] + [
            together((place,)) for place in self.places
        ]


ANYWHERE: Final = Within()


def together(places: tuple[str, ...]) -> str:
    """Several places in one column, each between two spaces: `` IT EU ``."""
    return f" {' '.join(places)} " if places else ""


def make(connection: sqlite3.Connection) -> None:
    """Make the tables that are lacking."""
    connection.executescript(TABLES)
    connection.execute("INSERT OR REPLACE INTO about VALUES ('version', ?)", (VERSION,))


def carry_over(connection: sqlite3.Connection) -> None:
    """Bring a store of which the vectors are the same to these tables; its documents are told of anew, not encoded."""
    found = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
    if found is not None and found[0] in SAME_VECTORS:
        connection.executescript("DROP TABLE documents; DELETE FROM records;")
        make(connection)
