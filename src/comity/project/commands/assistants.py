"""Serve an assistant on this machine over standard input and output."""

import json
import sys

import click

from comity.project.assistants.protocol import answered
from comity.project.assistants.tools import own_host


@click.command("assistants")
@click.option("--host", default="", help="The host in the addresses of answers; else the first of COMITY_HOSTS.")
@click.option("--https/--http", "is_secure", default=False, help="Whether those addresses are of HTTPS.")
def command(host: str, is_secure: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Answer an assistant that speaks the Model Context Protocol, one message a line, until the input ends."""
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        answer = answered(line, version="", host=host or own_host(), is_secure=is_secure)
        if answer is not None:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()
