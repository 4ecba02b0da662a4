"""`minutes import`, `publish`, `preview`, `withdraw`, `watch`: from a stenographer's file to a public
record, and out of the archive again."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from minutes import tokens
from minutes.rules import Lang
from minutes.settings import Settings
from pipeline import adopt, generation, publish, readers, sides, withdraw
from pipeline import watch as watching
from pipeline.index import Report
from pipeline.parse import parse
from pipeline.prepare import file_name
from pipeline.readers import ImportProblem
from webapp.commands import server
from webapp.commands.options import Refusal, archive_options, default_lang
from webapp.commands.reading import bring_up_to_date

_LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language. [default: yours]"
)


def _say(lang: Lang | None, zh: str, en: str) -> None:
    click.echo(zh if (lang or default_lang()) == "zh" else en, err=True)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=None,
    help="File or folder to write to; nothing is overwritten. [default: print]",
)  # fmt: skip
@click.option("--bare", is_flag=True, help="Without front matter.")
@_LANG
def import_(file: Path, out: Path | None, bare: bool, lang: Lang | None) -> None:
    """Turn FILE into a record: .docx, .vtt, .srt, .md, .txt or Akoma Ntoso (.xml).

    What was guessed and what was left out is told on stderr.
    """
    lang = lang or default_lang()
    if file.stat().st_size > readers.MAX_BYTES:
        raise Refusal(f"{file}: larger than {readers.MAX_BYTES // 1024 // 1024} MB 檔案太大")
    try:
        imported = readers.read(file.read_bytes(), file.name)
    except ImportProblem as problem:
        raise Refusal(f"{file}: {problem.zh if lang == 'zh' else problem.en}") from problem
    for notes, zh, en in (
        (imported.guessed, "推測", "guessed"),
        (imported.dropped, "略去", "left out"),
    ):
        for note in notes:
            place = f" ({note.where})" if note.where else ""
            _say(lang, f"{zh}：{note.what_zh}{place}", f"{en}: {note.what_en}{place}")
    who = ", ".join(f"{name} {count}" for name, count in imported.speakers) or "—"
    _say(lang, f"發言者：{who}", f"speakers: {who}")
    text = imported.markdown
    named = file.stem if file.suffix == ".md" else ""
    name = f"{named}.md" if named else file_name(imported.date, imported.title or file.stem)
    if not bare:
        text = adopt.adopt(name, text.encode("utf-8", "replace"), new=True).decode("utf-8")
        made = parse(text.encode(), name).meeting
        name = name if named else file_name(made.date, made.title)
    if out is None:
        click.echo(text.encode("utf-8", "replace"), nl=False)
        return
    if not out.suffix:
        out.mkdir(parents=True, exist_ok=True)
    target = out / name if out.is_dir() else out
    try:
        publish.create(target, text.encode("utf-8", "replace"))
    except (publish.PublishRefused, OSError) as error:
        raise Refusal(str(error)) from error
    click.echo(str(target))


@click.command("publish")
@click.argument("meetings", nargs=-1, metavar="[MEETING]...")
@click.option(
    "--list", "only_list", is_flag=True, help="Say what is due and what waits; move nothing."
)
@_LANG
@archive_options
def publish_(
    settings: Settings, meetings: tuple[str, ...], only_list: bool, lang: Lang | None
) -> None:
    """Move the drafts that are due, or MEETING…, into the public folder, and say what waits.

    Exit code 1: a MEETING may not be published now, and nothing was moved.
    """
    now = sides.now()
    if only_list or settings.drafts is None:
        for entry in publish.survey(settings, now):
            click.echo(_line(entry, lang or default_lang()))
        if not only_list:
            _say(
                lang,
                "沒有草稿資料夾（--drafts），沒有檔案要搬。",
                "There is no folder of drafts (--drafts): nothing to move.",
            )
        return
    try:
        made = publish.publish(settings, now, meetings)
    except publish.PublishRefused as refused:
        click.echo(str(refused), err=True)
        click.get_current_context().exit(1)
    for one in made:
        click.echo(str(one.file))
        for attachment in one.attachments:
            click.echo(str(attachment))
    for entry in publish.survey(settings, now):
        click.echo(_line(entry, lang or default_lang()), err=True)
    if made:
        _say(lang, "請把這些檔案提交到儲存庫。", "Commit these files to the repository.")


def _line(entry: publish.Entry, lang: Lang) -> str:
    """One record that is not public, on one line."""
    day = entry.due.day.isoformat() if entry.due.day else "----------"
    why = {
        "due": ("可以公開", "due"),
        "waits": publish.reason(entry.due),
        "barred": ("日期或檔頭無法讀取", "its date or front matter cannot be read"),
        "withdrawn": ("已經撤下", "withdrawn"),
        "taken": ("已有同名的公開紀錄", "a public record has its name"),
        "faulty": ("檢查有錯誤", "the check finds errors"),
    }[entry.state]
    sure = "" if entry.due.calendar_known or not entry.due.day else ("？" if lang == "zh" else "?")
    return f"{day}{sure}  {entry.id}  {why[0] if lang == 'zh' else why[1]}"


@click.command()
@click.argument("meeting", required=False)
@click.option(
    "--days",
    default=14,
    show_default=True,
    type=click.IntRange(1, tokens.MAX_DAYS),
    help="How long the link works.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@archive_options
def preview(settings: Settings, meeting: str | None, days: int, host: str, port: int) -> None:
    """Show the drafts on this machine; with MEETING, print a link to one draft for its participants.

    The link needs MINUTES_PREVIEW_KEY in the environment, here and where the site runs.
    """
    if meeting is not None:
        click.echo(_link(settings, meeting.rsplit("/", 1)[-1].removesuffix(".md"), days))
        return
    if host not in server.LOOPBACK:
        raise Refusal(
            f"{host}: drafts are shown on this machine alone, such as 127.0.0.1 草稿只在本機預覽"
        )
    bring_up_to_date(settings)
    server.run(settings, host, port, "/preview")


def _link(settings: Settings, meeting: str, days: int) -> str:
    now = sides.now()
    entry = next((e for e in publish.survey(settings, now) if e.id == meeting), None)
    if entry is None or entry.state in {"barred", "withdrawn", "taken"}:
        raise Refusal(f"{meeting}: there is no such draft 沒有這份草稿")
    base = settings.archive.base_url
    if not base:
        raise Refusal(
            "archive.yaml has no base_url, so there is no address to link to 請先設定 base_url"
        )
    token = tokens.sign(tokens.key_from_environment(), meeting, now + dt.timedelta(days=days))
    return f"{base}/preview/{quote(token)}"


@click.command("withdraw")
@click.argument("meeting")
@click.option("--speech", default="", metavar="ID", help="Only this speech: its id or address.")
@click.option("--reason", "why", required=True, help="Why, in words that will be public.")
@click.option(
    "--file", "what", type=click.Choice(["keep", "move", "delete"]), default="keep", show_default=True,
    help="A whole record's file: keep it, move it to the drafts, or delete it.",
)  # fmt: skip
@_LANG
@archive_options
def withdraw_(
    settings: Settings, meeting: str, speech: str, why: str, what: Any, lang: Lang | None
) -> None:
    """Take a public record, or one speech of it, out of the archive and leave a tombstone.

    Prints the files that were changed; commit them. See docs/withdrawal.md for what lies beyond.
    """
    done = withdraw.withdraw(settings, meeting, why, sides.now(), speech=speech, file=what)
    for path in done.changed:
        click.echo(str(path))
    if generation.current(settings.data) is not None:
        bring_up_to_date(settings)
    if not speech and done.file is not None and what == "keep":
        _say(
            lang,
            f"檔案仍在 {done.file}：公開的儲存庫裡還看得到。",
            f"The file is still at {done.file}: a public repository shows it.",
        )
    if done.renamed:
        _say(
            lang,
            f"{done.renamed} 段短發言換了網址，舊址已記入 .redirects。",
            f"{done.renamed} short speeches have new addresses; .redirects knows the old ones.",
        )
    for other, ident in done.same_words:
        _say(
            lang,
            f"同樣的字句還在 {other} 的 {ident}。",
            f"The same words still stand in {other}, {ident}.",
        )
    if done.twin:
        _say(
            lang,
            f"這場會議的另一種語言版本 {done.twin} 沒有更動。",
            f"Its record in another language, {done.twin}, was not touched.",
        )
    _say(
        lang,
        "git 歷史、鏡像與搜尋引擎請照 docs/withdrawal.md 處理。",
        "For git history, mirrors and search engines follow docs/withdrawal.md.",
    )


@click.command("watch")
@archive_options
def watch_(settings: Settings) -> None:
    """Keep the index fresh while files change, until interrupted."""

    def heard(run: Report | Exception) -> None:
        if isinstance(run, Report):
            click.echo(
                f"{run.meetings} meetings, {run.changed} read, {run.removed} removed, {run.held} held",
                err=True,
            )
        else:
            click.echo(f"problem: {run}", err=True)

    try:
        watching.watch(settings, heard)
    except KeyboardInterrupt:
        sys.stderr.write("\n")


COMMANDS: tuple[click.Command, ...] = (import_, publish_, preview, withdraw_, watch_)
