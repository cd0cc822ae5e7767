"""What belongs to no module and is looked at all the same: database, disk, versions, packs, backup, faults."""

import datetime as dt
import platform
import shutil
from collections.abc import Iterator
from typing import Final

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity import __version__
from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Part
from comity.kernel.errors import Unreadable
from comity.kernel.kept import Kept
from comity.project import packs
from comity.project.backups.state import LastBackup, last_backup
from comity.project.faults import listed


GIGABYTE: Final = 2**30
# Below the first somebody should look, below the second nothing may be written soon.
LITTLE, TOO_LITTLE = 5 * GIGABYTE, GIGABYTE
# A day's work, and what a night may delay.
BACKUP_WITHIN: Final = dt.timedelta(hours=26)
BACKUP_LOST: Final = dt.timedelta(days=8)
# Seconds for which the packs on this machine are not looked through again.
PACKS_FRESH: Final = 600.0
FAULTS_SINCE: Final = dt.timedelta(days=1)


def desk() -> Iterator[Part]:
    """The ways to what the portal's front pages say."""
    yield Part(
        gettext_lazy("Thematic portals and hot topics"),
        gettext_lazy("What each portal says of itself, and what editors have put together."),
        Permission.HOT_TOPIC_COMPOSE,
        "gateways:composer",
    )


def checks() -> Iterator[Check]:
    """What is looked at."""
    yield Check("database", gettext_lazy("Database"), _database)
    yield Check("disk", gettext_lazy("Disk"), _disk)
    yield Check("backup", gettext_lazy("Backup"), _backup)
    yield Check("faults", gettext_lazy("Errors"), _faults)
    yield Check("packs", gettext_lazy("Data packs"), _packs, "data")
    yield Check("versions", gettext_lazy("Versions"), _versions)


def _database() -> Finding:
    executor = MigrationExecutor(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    figures = {"vendor": connection.vendor, "bytes": int(size), "migrations_missing": behind}
    if behind:
        said = _("The database is older than the program.")
        return Finding(Grade.BROKEN, said, _("Run `comity setup`."), figures)
    said = _("%(name)s answers and holds %(size)s megabytes.") % {"name": name, "size": size // 2**20}
    return Finding(Grade.WELL, said, figures=figures)


def _disk() -> Finding:
    there = shutil.disk_usage(settings.HOME)
    figures = {"free_bytes": there.free, "total_bytes": there.total}
    said = _("%(free)s of %(total)s gigabytes are free where this installation writes.") % {
        "free": f"{there.free / GIGABYTE:.1f}",
        "total": f"{there.total / GIGABYTE:.0f}",
    }
    if there.free < LITTLE:
        grade = Grade.BROKEN if there.free < TOO_LITTLE else Grade.LATE
        return Finding(grade, said, _("Make room or give it a larger disk before nothing can be kept."), figures)
    return Finding(Grade.WELL, said, figures=figures)


def _backup() -> Finding:
    """The last backup, as the command that makes it leaves word of it in ``COMITY_HOME``; no query."""
    told = last_backup() or LastBackup()
    made, failed, is_sealed, faults = told.made_at, told.failed_at, told.is_sealed, told.faults
    figures = {
        "made_at": made.isoformat(timespec="seconds") if made else None,
        "failed_at": failed.isoformat(timespec="seconds") if failed else None,
        "sealed": is_sealed,
        "faults": len(faults),
    }
    advice = _("Let `comity backup` run every night; see the how-to about backups.")
    if made is None:
        return Finding(Grade.LATE, _("No backup was ever made here."), advice, figures)
    said, age = _("The last backup was made at %(moment)s UTC."), timezone.now() - made
    shown = said % {"moment": f"{made:%Y-%m-%d %H:%M}"}
    if failed is not None and failed > made:
        shown += " " + _("A later one failed at %(moment)s UTC.") % {"moment": f"{failed:%Y-%m-%d %H:%M}"}
    if faults:
        shown += " " + _("It lacks something: %(faults)s") % {"faults": " ".join(faults)}
    if not is_sealed:
        shown += " " + _("It is not sealed: whoever has the file can read everything.")
    if age > BACKUP_LOST:
        return Finding(Grade.BROKEN, shown, advice, figures)
    if age > BACKUP_WITHIN or faults or not is_sealed or (failed is not None and failed > made):
        return Finding(Grade.LATE, shown, advice, figures)
    return Finding(Grade.WELL, shown, figures=figures)


def _versions() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        (database,) = cursor.fetchone()
    figures = {
        "comity": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        connection.vendor: str(database),
    }
    return Finding(Grade.WELL, " · ".join(f"{name} {number}" for name, number in figures.items()), figures=figures)


# ---------------------------------------------------------------- packs


def _found() -> tuple[int, tuple[str, ...]]:
    there = list(packs.found())
    return len(there), tuple(one.name for one in packs.missing(there))


_PACKS: Final = Kept(_found, lambda: int(timezone.now().timestamp() // PACKS_FRESH), fresh=PACKS_FRESH)


def _packs() -> Finding:
    """Which packs are on this machine; looked for every ten minutes at the most."""
    try:
        count, missing = _PACKS.current()
    except Unreadable as fault:
        return Finding(Grade.LATE, str(fault), _("Mend or remove that pack."))
    figures = {"found": count, "missing": list(missing)}
    if missing:
        said = _("%(count)s data packs are here; not here: %(names)s.") % {"count": count, "names": ", ".join(missing)}
        return Finding(
            Grade.LATE, said, _("Fetch them with `comity packs fetch`, or do without what they hold."), figures
        )
    return Finding(
        Grade.WELL, _("%(count)s data packs are here, and none is missing.") % {"count": count}, figures=figures
    )


# ---------------------------------------------------------------- faults


def _faults() -> Finding:
    path, since = listed(), (timezone.now() - FAULTS_SINCE).isoformat(timespec="seconds")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    late = [line.split() for line in lines if line >= since]
    kinds = sorted({f"{one[1]} ({one[2]})" for one in late if len(one) == 3})  # noqa: PLR2004 -- moment, where, kind
    figures = {"last_day": len(late)}
    if late:
        said = _("%(count)s errors within a day: %(kinds)s.") % {"count": len(late), "kinds": ", ".join(kinds[:6])}
        return Finding(Grade.LATE, said, _("The log of the server says more of each."), figures)
    return Finding(Grade.WELL, _("No error within a day."), figures=figures)
