"""The command `comity`: everything that is done to an installation without a browser."""

import atexit
import gc
import os
from importlib import import_module
from typing import Final

import click

from comity import __version__
from comity.kernel.errors import Refused
from comity.kernel.frames import roomy


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")  # noqa: TID251 -- Django reads it here

# Each command by its name: the file and what it is in brief, so that help needs no Django.
COMMANDS: Final = {
    "demo": ("setting_up", "Set up, load everything found, build the index and serve."),
    "setup": ("setting_up", "Make or bring up to date the database, the facts and the files."),
    "serve": ("serving", "Serve the portal."),
    "packs": ("packs", "List, check and fetch data packs."),
    "import": ("packs", "Read a pack, a folder or a file into the portal."),
    "references": ("references", "Read a file of references into the bibliography."),
    "export": ("export", "Write a whole database to a file."),
    "index": ("index", "Build the search index anew, or bring it up to date."),
    "alerts": ("alerts", "Tell those who follow a search what is new, and send what is due."),
    "notices": ("notices", "Remind people of deadlines, write letters about notices, and send what is due."),
    "citations": ("citations", "Find what cites what in the texts."),
    "search": ("search", "Search from the command line."),
    "assistants": ("assistants", "Answer an assistant on this machine (Model Context Protocol)."),
    "files": ("files", "Scan and release files that were sent, clear away what nobody names."),
    "check": ("check", "Verify that an installation is whole."),
    "indicators": ("indicators", "Compute the portal's own figures, or read figures from a file."),
    "reviews": ("reviews", "Tell the figures of the peer reviews, for the yearly report."),
    "casework": ("casework", "Tell the figures of requests between authorities, for the yearly report."),
    "networks": ("networks", "Tell what networks of practitioners did, for the yearly report."),
    "people": ("people", "Add, list and close the accounts of those who keep the records."),
    "audit": ("audit", "Sign, hand on, write out and verify the audit log."),
    "backup": ("backup", "Make a sealed backup of everything, verify one, make a pair of keys."),
    "restore": ("restore", "Bring an installation back from a backup."),
    "messages": ("messages", "Gather and compile translations."),
    "reference": ("reference", "Write the generated pages of the reference."),
    "manage": ("manage", "Run one of Django's own commands."),
}


class Commands(click.Group):
    """Loads a command, and Django with it, only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which they are usually needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        import django  # noqa: PLC0415 -- help must not wait for Django

        django.setup()
        # What is loaded by now lives as long as the command: walking it for garbage again and again took a sixth of
        # the time in which the tables of a new installation are made (measured).
        gc.freeze()
        # Nor does what is frozen end by itself, and a connection that stays open leaves files beside the database.
        from django.db import connections  # noqa: PLC0415 -- as above

        atexit.register(connections.close_all)
        module = import_module(f"comity.project.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command", None) or module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table and not from the commands themselves."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="comity")
def group() -> None:
    """Comity: find the law, know the treaty, write the request."""


@roomy
def main() -> None:
    """Run a command; a refusal is a sentence and exit code 2, not a traceback."""
    try:
        group.main(standalone_mode=True)
    except Refused as refused:
        click.echo(f"comity: {refused}", err=True)
        raise SystemExit(2) from refused


if __name__ == "__main__":
    main()
