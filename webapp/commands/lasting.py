"""`minutes export`, `ids`, `rename`, `rename-speaker`: what was given out lasts, as files and as addresses."""

from __future__ import annotations

from pathlib import Path

import click

from minutes import clock
from minutes.addresses.redirects import REDIRECTS_FILE
from minutes.findings.rules import Lang
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.authoring import scaffold
from pipeline.export import bulk as exports
from pipeline.history import ledger, written
from pipeline.index import generation
from pipeline.publishing import renaming, speakers
from pipeline.publishing.relabelling import Renaming
from webapp.commands.options import LANG, NamedPath, Refusal, archive_options, say
from webapp.commands.reading import bring_up_to_date


@click.command()
@click.option("--write", is_flag=True, help="Write them into the archive.")
@archive_options
@LANG
def ids(settings: Settings, write: bool, lang: Lang) -> None:
    """Name the files (.ids/) in which the archive would keep which ids of speeches ended; --write writes them.

    With them a shallow clone, a ZIP or another host resolves the same addresses.
    """
    bring_up_to_date(settings)
    gate = Archive(settings).snapshot(clock.now()).catalogue.gate
    book = ledger.load(settings.data)
    made = list(
        written.pending(
            settings.transcripts,
            book,
            lambda record, i: bool(gate.withdrawn(record) or gate.withdrawn_speech(record, i)),
            settings.archive.zone,
        )
    )
    for file, text in made:
        if write:
            written.write(file, text)
        click.echo(file.relative_to(settings.transcripts).as_posix())
    if book.shallow:
        say(
            "Only the latest part of the history is here; earlier ids are not.",
            zh="只取得部分歷史，更早的代碼不在其中。",
            lang=lang,
        )
    if not made:
        say("There is nothing to write down.", zh="沒有需要寫下的代碼。", lang=lang)


@click.command()
@click.argument("old")
@click.argument("new", required=False, default="")
@click.option(
    "--date",
    "day",
    metavar="YYYY-MM-DD",
    help="Another day, in the head, the heading and the name.",
)
@click.option("--title", default="", help="Another title, in the same places.")
@archive_options
@LANG
def rename(settings: Settings, old: str, new: str, day: str | None, title: str, lang: Lang) -> None:
    """Give the record or draft OLD the name NEW (without .md), another day or title.

    Its old addresses lead to it; without NEW it gets the name that goes with the day and title.
    What was changed goes to stdout, to be committed together.
    """
    if not (new or day or title):
        raise Refusal("NEW, --date or --title is needed", zh="請給新檔名、--date 或 --title")
    date = scaffold.read_date(day) if day else None
    made = renaming.rename(settings, old, new, day=date, title=title)
    for file in made.changed:
        home = next(filter(file.is_relative_to, settings.homes))
        click.echo(file.relative_to(home).as_posix())
    say("Commit these files together.", zh="請把這些檔案放進同一次提交。", lang=lang)


@click.command("rename-speaker")
@click.argument("old")
@click.argument("new")
@click.option(
    "--anonymise", is_flag=True, help="Nobody may read OLD any more, in earlier revisions neither."
)
@click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
@archive_options
@LANG
def rename_speaker(
    settings: Settings, old: str, new: str, anonymise: bool, dry_run: bool, lang: Lang
) -> None:
    """Call the speaker OLD by the name NEW in labels, lists of attendees and the register of people.

    /speaker/OLD leads to NEW. With --anonymise it leads nowhere: OLD is replaced within words too, and
    no revision with it is shown. What was changed goes to stdout, to be committed together.
    """
    work = speakers.plan(settings, Renaming(old.strip(), new.strip(), anonymise), clock.now())
    if not dry_run:
        speakers.carry_out(work)
    for each in work.changes:
        click.echo(str(each.file))
        if each.words or each.file.name != REDIRECTS_FILE:
            say(
                f"  labels {each.labels}, attendees {each.attendees}, elsewhere {each.words}",
                zh=f"　標籤 {each.labels}、出席者 {each.attendees}、其他 {each.words}",
                lang=lang,
            )
        else:
            say(
                f"  a row: /speaker/{old} leads to {new}",
                zh=f"　一列：/speaker/{old} 轉到 {new}",
                lang=lang,
            )
    for file in work.left:
        say(
            f"{file} holds the old name still; see to it yourself (minutes rename for its name), commit that, "
            "and run this again.",
            zh=f"{file} 的檔名或內容仍有舊名，請自行處理（改檔名用 minutes rename），提交後再執行一次。",
            lang=lang,
        )
    if not work.changes:
        say(
            "Nobody has this name: nothing to change.",
            zh="沒有這個名稱，沒有要改的檔案。",
            lang=lang,
        )
    elif dry_run:
        say("Nothing was written.", zh="這是試算，沒有寫入。", lang=lang)
    elif generation.current(settings.data) is not None:
        bring_up_to_date(settings, full=anonymise)
    if anonymise:
        say(
            "For git history, mirrors and search engines follow docs/withdrawal.md.",
            zh="git 歷史、鏡像與搜尋引擎請照 docs/withdrawal.md 處理。",
            lang=lang,
        )


@click.group()
def export() -> None:
    """Write the public archive into a folder."""


@export.command()
@click.argument("folder", type=NamedPath(file_okay=False, path_type=Path))
@archive_options
def bulk(settings: Settings, folder: Path) -> None:
    """Everything that is public now, as JSON Lines, CSV and a ZIP of Markdown, into FOLDER.

    The files' names go to stdout. The same archive gives the same bytes.
    """
    bring_up_to_date(settings)
    view = Archive(settings).view()
    for path in exports.write(view, view.settings(settings.archive), folder):
        click.echo(str(path))


COMMANDS = (export, ids, rename, rename_speaker)
