"""The command `comity`: everything that is done to an installation without a browser."""

import os

import click


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")  # noqa: TID251 -- Django reads it here


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Comity: find the law, know the treaty, write the request."""
