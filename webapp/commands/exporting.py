"""`minutes export bulk`: the archive as files for others to keep."""

from __future__ import annotations

from pathlib import Path

import click

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.export import bulk as exports
from webapp.commands.options import archive_options
from webapp.commands.reading import bring_up_to_date


@click.group()
def export() -> None:
    """Write the public archive into a folder."""


@export.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@archive_options
def bulk(settings: Settings, folder: Path) -> None:
    """Everything that is public now, as JSON Lines, CSV and a ZIP of Markdown, into FOLDER.

    The files' names go to stdout. The same archive gives the same bytes.
    """
    bring_up_to_date(settings)
    for path in exports.write(Archive(settings).view(), settings.archive, folder):
        click.echo(str(path))


COMMANDS = (export,)
