"""What a database is made of, as the database itself tells it: columns, constraints, indexes, triggers, functions."""

import re
import sqlite3
from contextlib import closing


# How the name of a constraint ends that nobody has named, made with its table or later. Django finds it by columns.
UNNAMED = r"'_(key|[0-9a-f]{8}_uniq)$'"
# Each yields rows of a name and what there is to say of it. The order of columns is left out: nobody relies on it.
POSTGRESQL = (
    """
    SELECT c.relname || '.' || a.attname,
           concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                     l.collname, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S', 'v', 'm')
      AND a.attnum > 0 AND NOT a.attisdropped
    """,
    """
    SELECT conrelid::regclass || ' constraint ' || regexp_replace(conname, UNNAMED, ''), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    """
    SELECT tablename || ' index ' || regexp_replace(indexname, UNNAMED, ''),
           replace(indexdef, indexname, regexp_replace(indexname, UNNAMED, ''))
    FROM pg_indexes WHERE schemaname = 'public'
    """,
    """
    SELECT tgrelid::regclass || ' trigger ' || tgname, pg_get_triggerdef(oid) || ' ' || tgenabled::text
    FROM pg_trigger WHERE NOT tgisinternal
    """,
    """
    SELECT 'function ' || proname, pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
    """,
    "SELECT 'migration ' || app || ' ' || name, 'applied' FROM django_migrations",
)


def of(installation):
    """Everything that the database of an installation is made of, by its name."""
    if installation.address:
        import psycopg

        with psycopg.connect(installation.address) as connection:
            return {
                name: told
                for asked in POSTGRESQL
                for name, told in connection.execute(asked.replace("UNNAMED", UNNAMED))
            }
    with closing(sqlite3.connect(installation.home / "comity.sqlite3")) as connection:
        listed = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
        found = {name: parts(sql or "") for name, sql in connection.execute(listed)}
        asked = "SELECT app || ' ' || name FROM django_migrations"
        return found | {f"migration {name}": "applied" for (name,) in connection.execute(asked)}


def parts(sql):
    """The parts of a statement that makes a table, in no order; any other statement as it is.

    A table that was made anew tells a column's check apart from the column, and its own name otherwise.
    """
    if not sql.startswith("CREATE TABLE"):
        return sql
    _, _, body = sql.partition("(")
    found, depth, part, quoted = [], 0, "", ""
    for letter in body.rpartition(")")[0]:
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "'\"":
            quoted = letter
        depth += (not quoted) * ((letter == "(") - (letter == ")"))
        if letter == "," and not depth and not quoted:
            found.append(part)
            part = ""
        else:
            part += letter
    return sorted(re.sub(r"\s+", " ", one).strip() for one in (*found, part))
