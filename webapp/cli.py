"""The `minutes` command. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import click

import minutes
from webapp.commands import reading, writing


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(minutes.__version__, prog_name="minutes")
def main() -> None:
    """An open archive of meeting transcripts: check them, index them, serve them."""


for command in (*reading.COMMANDS, *writing.COMMANDS):
    main.add_command(command)
