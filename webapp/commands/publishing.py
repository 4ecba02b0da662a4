"""`minutes import`, `publish`, `preview`, `withdraw`, `watch`: from a stenographer's file to a public
record, and out of the archive again."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from minutes import clock
from minutes.clock import iso
from minutes.errors import MinutesError
from minutes.findings.rules import RULES, Lang
from minutes.publication import preview_links
from minutes.records.front_matter import Bilingual
from minutes.settings import Settings
from minutes.text.numerals import plural
from pipeline.authoring import adoption, scaffold
from pipeline.authoring.scaffold import file_name
from pipeline.index import generation
from pipeline.index.indexer import IndexReport
from pipeline.publishing import invitations, publisher, withdrawal
from pipeline.readers import reading
from pipeline.readers.reading import Imported, ImportProblem
from pipeline.source import safe_write
from pipeline.source.parser import parse
from pipeline.updates import watch as watching
from webapp.commands import draft_warnings, server
from webapp.commands.options import (
    LANG,
    NamedPath,
    Refusal,
    archive_options,
    listening,
    say,
    worded,
)
from webapp.commands.reading import bring_up_to_date, summary


@click.command("import")
@click.argument("file", type=NamedPath(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--out",
    type=NamedPath(path_type=Path),
    default=None,
    metavar="PATH",
    help="File or folder to write to; nothing is overwritten. [default: print]",
)
@click.option("--bare", is_flag=True, help="Without front matter.")
@LANG
def import_(file: Path, out: Path | None, bare: bool, lang: Lang) -> None:
    """Turn FILE into a record: .odt, .docx, .doc, .rtf, .pdf, .html, .vtt, .srt, .ass, .sbv, .json, .md, .txt or Akoma Ntoso (.xml).

    What was guessed and what was left out is told on stderr.
    """
    if file.stat().st_size > reading.MAX_BYTES:
        raise Refusal(
            f"{file}: larger than {reading.MAX_BYTES // 1024 // 1024} MB",
            zh=f"{file}：超過 {reading.MAX_BYTES // 1024 // 1024} MB",
        )
    try:
        imported = reading.read(file.read_bytes(), file.name)
    except ImportProblem as problem:
        raise Refusal(f"{file}: {problem.en}", zh=f"{file}：{problem.zh}", lang=lang) from problem
    _tell(imported, lang)
    if out is not None and not out.suffix:
        out.mkdir(parents=True, exist_ok=True)
    name, text = _record(imported, file, out, bare=bare)
    if out is None:
        click.echo(text, nl=False)
        return
    target = out / name if out.is_dir() else out
    if not target.parent.is_dir():
        raise Refusal(
            f"{target.parent}: there is no such folder", zh=f"{target.parent}：找不到這個資料夾"
        )
    _create(target, text, file, lang)
    click.echo(str(target))
    draft_warnings.warn_of_early_publication(target, lang)
    say(
        f"next: open {target} in a text editor and look at its head and at what is to be checked above; where words are another's, "
        f"put a line “### Name:” above them. Then run: minutes check {target}",
        zh=f"接下來：用文字編輯器打開 {target}，核對檔頭，以及上面說「請確認」的地方；話記錯人時，在那一段上面加一行「### 姓名：」。改好後執行：minutes check {target}",
        lang=lang,
    )


def _create(target: Path, text: bytes, file: Path, lang: Lang) -> None:
    """Write the record; where a file of that name is there, it stays as it is, and what to type instead is told."""
    try:
        safe_write.create(target, text)
    except FileExistsError as error:
        other = target.with_stem(f"{target.stem}-2")
        command = f"minutes import {shlex.quote(str(file))} -o {shlex.quote(str(other))}"
        raise Refusal(
            f"{target}: exists already and was left as it is. To keep both, run: {command}",
            zh=f"{target}：已經有這個檔案，沒有動它。要另存一份就執行：{command}",
            lang=lang,
        ) from error


_COUNTED = {"characters": Bilingual("核對", "counted")}  # which is no guess


def _tell(imported: Imported, lang: Lang) -> None:
    """Who spoke, what was guessed, what was left out."""
    for notes, kind in (
        (imported.guessed, Bilingual("推測", "guessed")),
        (imported.dropped, Bilingual("略去", "left out")),
    ):
        for note in notes:
            said = _COUNTED.get(note.code, kind)
            say(f"{said.en}: {note.what_en}", zh=f"{said.zh}：{note.what_zh}", lang=lang)
    who = ", ".join(f"{name} {count}" for name, count in imported.speakers) or "—"
    say(f"speakers: {who}", zh=f"發言者：{who}", lang=lang)


def _record(imported: Imported, file: Path, out: Path | None, *, bare: bool) -> tuple[str, bytes]:
    """Name and bytes of the record, with front matter unless it is to be bare."""
    text = imported.markdown.encode("utf-8", "replace")
    named = file.stem if file.suffix == ".md" else ""
    name = f"{named}.md" if named else file_name(imported.date, imported.title or file.stem)
    if bare:
        return name, text
    editor = "" if out is None else _editor_line(out, name)
    text = adoption.adopt(name, text, new=True, editor=editor)
    made = parse(text, name).meeting
    return name if named else file_name(made.date, made.title), text


def _editor_line(out: Path, name: str) -> str:
    """The line that editors read, for a record in an archive or among the drafts."""
    drafts = os.environ.get("MINUTES_DRAFTS")
    if drafts and out.is_dir() and Path(drafts).resolve() == out.resolve():
        with contextlib.suppress(OSError):
            scaffold.write_schemas(out)
    return scaffold.editor_line(out / name if out.is_dir() else out)


@click.command("publish")
@click.argument("meetings", nargs=-1, metavar="[MEETING]...")
@click.option(
    "--list", "only_list", is_flag=True, help="Say what is due and what waits; move nothing."
)
@LANG
@archive_options
def publish_(settings: Settings, meetings: tuple[str, ...], only_list: bool, lang: Lang) -> None:
    """Move the drafts whose day has come, or MEETING…, into the public folder; say what waits.

    A draft without a correction window only goes when it is named. Exit code 1: a MEETING may not be published now, and nothing was moved.
    """
    now = clock.now()
    if only_list or settings.drafts is None:
        for entry in publisher.survey(settings, now):
            click.echo(_line(entry, lang))
        if not only_list:
            say(
                "There is no folder of drafts (--drafts): nothing to move.",
                zh="沒有草稿資料夾（--drafts），沒有檔案要搬。",
                lang=lang,
            )
        return
    try:
        made = publisher.publish(settings, now, meetings)
    except publisher.PublishRefused as refused:
        click.echo(worded(refused.en, zh=refused.zh, lang=lang), err=True)
        click.get_current_context().exit(1)
    for one in made:
        click.echo(str(one.file))
        for other in one.beside:
            click.echo(str(other))
    for entry in publisher.survey(settings, now):
        click.echo(_line(entry, lang), err=True)
    if made:
        say("Commit these files to the repository.", zh="請把這些檔案提交到儲存庫。", lang=lang)


def _line(entry: publisher.Pending, lang: Lang) -> str:
    """One record that is not public, on one line; where it has errors the first of them too."""
    known = entry.due.day if entry.state not in {"barred", "withdrawn"} else None
    day = iso(known) or "----------"
    why = {
        "due": publisher.why(entry),
        "waits": publisher.why(entry),
        "barred": Bilingual("日期或檔頭無法讀取", "its date or front matter cannot be read"),
        "withdrawn": Bilingual("已經撤下", "withdrawn"),
        "taken": Bilingual("已有同名的公開紀錄", "a public record has its name"),
        "faulty": Bilingual("還有要改的地方", "must be put right first"),
    }[entry.state].get(lang)
    sure = "" if entry.due.calendar_known or not known else worded("?", zh="？", lang=lang)
    line = f"{day}{sure}  {entry.id}  {why}"
    for first in entry.problems[:1]:
        what = RULES[first.code].what.fill(lang, dict(first.values))
        line += worded(
            f": line {first.line}, {what}", zh=f"：第 {first.line} 行，{what}", lang=lang
        )
        line += f" [{first.code}]"
    return line


@click.command()
@click.argument("meeting", required=False)
@click.option(
    "--days",
    default=14,
    show_default=True,
    type=click.IntRange(1, preview_links.MAX_DAYS),
    help="How long the link works.",
)
@listening(8001)
@archive_options
def preview(settings: Settings, meeting: str | None, days: int, host: str, port: int) -> None:
    """Show the drafts on this machine; with MEETING, print a link to one draft for its participants.

    The link needs MINUTES_PREVIEW_KEY in the environment, here and where the site runs.
    """
    draft_warnings.warn_of_missing_contact(settings.archive)
    if meeting is not None:
        click.echo(_link(settings, meeting.rsplit("/", 1)[-1].removesuffix(".md"), days))
        return
    if host not in server.LOOPBACK:
        raise Refusal(
            f"{host}: drafts are shown on this machine alone, such as 127.0.0.1",
            zh=f"{host}：草稿只在本機預覽，例如 127.0.0.1",
        )
    bring_up_to_date(settings)
    server.run(settings, host, port, "/preview")


def _link(settings: Settings, meeting: str, days: int) -> str:
    made = invitations.invite(settings, meeting, days, clock.now())
    return f"{_base(settings)}/preview/{quote(made.token)}"


def _base(settings: Settings) -> str:
    if not settings.archive.base_url:
        raise Refusal(
            "archive.yaml has no base_url, so there is no address to link to",
            zh="archive.yaml 沒有 base_url，連結沒有網址可用；請先設定",
        )
    return settings.archive.base_url


@click.command("desk")
@click.option(
    "--days",
    default=90,
    show_default=True,
    type=click.IntRange(1, preview_links.MAX_DESK_DAYS),
    help="How long the link works.",
)
@archive_options
def desk(settings: Settings, days: int) -> None:
    """Print a link that opens the desk (/desk): drafts and what waits, for those who keep the archive.

    Whoever has the link sees every draft. It needs MINUTES_PREVIEW_KEY in the environment, here and where the site runs; a new key ends all links at once.
    """
    key = preview_links.key_from_environment()
    token = preview_links.sign_desk(key, clock.now() + dt.timedelta(days=days))
    click.echo(f"{_base(settings)}/desk?key={quote(token)}")


@click.command("withdraw")
@click.argument("meeting")
@click.option("--speech", default="", metavar="ID", help="Only this speech: its id or address.")
@click.option("--reason", "why", required=True, help="Why, in words that will be public.")
@click.option(
    "--file",
    "what",
    type=click.Choice(["keep", "move", "delete"]),
    default="keep",
    show_default=True,
    help="A whole record's file: keep it, move it to the drafts, or delete it.",
)
@LANG
@archive_options
def withdraw_(
    settings: Settings, meeting: str, speech: str, why: str, what: Any, lang: Lang
) -> None:
    """Take a public record, or one speech of it, out of the archive and leave a tombstone.

    MEETING and ID may be old addresses; `minutes show` prints the ids of speeches. Prints the files that were changed; commit them. See docs/withdrawal.md for what lies beyond.
    """
    done = withdrawal.withdraw(settings, meeting, why, clock.now(), speech=speech, file=what)
    for path in done.changed:
        click.echo(str(path))
    if generation.current(settings.data) is not None:
        bring_up_to_date(settings)
    if not speech and done.file is not None and what == "keep":
        say(
            f"The file is still at {done.file}: a public repository shows it.",
            zh=f"檔案仍在 {done.file}：公開的儲存庫裡還看得到。",
            lang=lang,
        )
    for matter in _left_to_do(done):
        say(matter.en, zh=matter.zh, lang=lang)
    say(
        "For git history, mirrors and search engines follow docs/withdrawal.md.",
        zh="git 歷史、鏡像與搜尋引擎請照 docs/withdrawal.md 處理。",
        lang=lang,
    )


def _left_to_do(done: withdrawal.Withdrawn) -> Iterator[Bilingual]:
    """What a person should know of a withdrawal, or look at."""
    if done.renamed:
        yield Bilingual(
            f"{done.renamed} 段短發言換了網址，舊址已記入 .redirects。",
            f"{plural(done.renamed, 'short speech has a new address', 'short speeches have new addresses')}; "
            ".redirects leads on from what was.",
        )
    if done.attendee_line:
        yield Bilingual(
            f"發言者仍列在 {done.file} 第 {done.attendee_line} 行的 attendees（出席者），紀錄頁上看得到；"
            "如果姓名也要撤下，請刪掉那一項。",
            f"The speaker is still listed under `attendees`, line {done.attendee_line} of {done.file}, "
            "and the record's page shows it. If the name is to go as well, delete that entry.",
        )
    for other, ident in done.same_words:
        yield Bilingual(
            f"同樣的字句還在 {other} 的 {ident}。" if ident else f"同樣的內容還在 {other}。",
            f"The same words still stand in {other}{', ' if ident else ''}{ident}.",
        )
    if done.twin:
        yield Bilingual(
            f"這場會議的另一種語言版本 {done.twin} 沒有更動。",
            f"Its record in another language, {done.twin}, was not touched.",
        )


@click.command("watch")
@archive_options
def watch_(settings: Settings) -> None:
    """Keep the index fresh while files change, until interrupted."""

    def heard(run: IndexReport | MinutesError | OSError) -> None:
        if isinstance(run, IndexReport):
            click.echo(summary(run), err=True)
        else:
            trouble = Refusal.of(run).message
            say(f"problem: {trouble}", zh=f"問題：{trouble}")

    try:
        watching.watch(settings, heard)
    except KeyboardInterrupt:
        sys.stderr.write("\n")


COMMANDS: tuple[click.Command, ...] = (import_, publish_, preview, desk, withdraw_, watch_)
