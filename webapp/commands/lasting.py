"""`minutes export`, `ids`, `rename`: what was given out lasts, as files and as addresses."""

from __future__ import annotations

from pathlib import Path

import click

from minutes import clock
from minutes.findings.rules import Lang
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.export import bulk as exports
from pipeline.history import ledger, written
from pipeline.publishing import renaming
from webapp.commands.options import LANG, archive_options, say
from webapp.commands.reading import bring_up_to_date


@click.command()
@click.option("--write", is_flag=True, help="Write them into the archive.")
@archive_options
@LANG
def ids(settings: Settings, write: bool, lang: Lang | None) -> None:
    """Show which ids of speeches ended, or keep them in the archive (.ids/) with --write.

    With them a shallow clone, a ZIP or another host resolves the same addresses.
    """
    bring_up_to_date(settings)
    gate = Archive(settings).snapshot(clock.now()).catalogue.gate
    book = ledger.load(settings.data)
    made = list(
        written.pending(
            settings.transcripts,
            book,
            lambda meeting, i: gate.withdrawn_speech(meeting, i) is not None,
            settings.archive.zone,
        )
    )
    for file, text in made:
        if write:
            written.write(file, text)
        click.echo(file.relative_to(settings.transcripts).as_posix())
    if book.shallow:
        say(
            "只取得部分歷史，更早的代碼不在其中。",
            "Only the latest part of the history is here; earlier ids are not.",
            lang,
        )
    if not made:
        say("沒有需要寫下的代碼。", "There is nothing to write down.", lang)


@click.command()
@click.argument("old")
@click.argument("new")
@archive_options
@LANG
def rename(settings: Settings, old: str, new: str, lang: Lang | None) -> None:
    """Give the record OLD the name NEW (without .md); its old addresses lead to it.

    What was changed goes to stdout, to be committed together.
    """
    made = renaming.rename(settings, old, new)
    for file in made.changed:
        click.echo(file.relative_to(settings.transcripts).as_posix())
    say("請把這些檔案放進同一次提交。", "Commit these files together.", lang)


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


COMMANDS = (export, ids, rename)
