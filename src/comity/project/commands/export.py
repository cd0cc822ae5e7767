"""Whole databases written to files."""

import os
import tempfile
from pathlib import Path

import click

from comity.project import exports


@click.command("export")
@click.argument("kind", required=False)
@click.option("--format", "form", default="jsonl", show_default=True, help="One that the kind has; see the list.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to; else KIND.FORMAT, here.")
def command(kind: str | None, form: str, output: Path | None) -> None:
    """Write everything public of one KIND to a file; without KIND, list the kinds and their forms.

    The file appears whole or not at all. Exit code 2 when there is no such kind or form, 1 when the file cannot be
    written.
    """
    if kind is None:
        for one in exports.every().values():
            click.echo(f"{one.name:16} {', '.join(one.writers):28} {one.label}")
        return
    _form, pieces = exports.writer_of(kind, form)
    target = (output or Path(f"{kind}.{form}")).absolute()
    try:
        size = keep(target, pieces)
    except OSError as fault:
        click.echo(f"comity: {target} cannot be written: {fault.strerror or fault}.", err=True)
        raise SystemExit(1) from fault
    click.echo(f"{target}: {size:,} bytes.")


def keep(target: Path, pieces: exports.Pieces) -> int:
    """Write to a file beside the target and put it in its place when it is whole; gives its size in bytes."""
    size = 0
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, click.progressbar(pieces, label=target.name) as shown:
            for piece in shown:
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        # Made for its owner only; a file that is asked for is as readable as any other.
        beside.chmod(0o666 & ~current_mask())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return size


def current_mask() -> int:
    """What this process takes away from the rights of new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
