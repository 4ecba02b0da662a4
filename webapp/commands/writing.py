"""`minutes check`, `init`, `new`, `schema`, `adopt`: what a person who writes records needs."""

from __future__ import annotations

import difflib
import json
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import click

from minutes import plain_files
from minutes.errors import MinutesError
from minutes.findings.problem import Problem
from minutes.findings.rules import Lang
from minutes.records.front_matter import TIERS
from pipeline.authoring import adoption, scaffold
from pipeline.checks import report
from pipeline.checks.inspection import CheckScope, Inspection
from pipeline.source import files
from pipeline.source.safe_write import replace_file
from webapp.commands import draft_warnings
from webapp.commands.options import (
    DRAFTS,
    LANG,
    TRANSCRIPTS,
    NamedPath,
    Refusal,
    default_lang,
    folders,
    say,
    worded,
)

PROGRESS_FROM = 200


@click.command()
@click.argument("paths", nargs=-1, type=NamedPath(exists=True, path_type=Path))
@click.option(
    "--changed",
    "base",
    is_flag=False,
    flag_value="HEAD",
    default=None,
    metavar="[BASE]",
    help="Only what differs from a commit (HEAD), and what vanished since.",
)
@click.option(
    "--staged",
    is_flag=True,
    help="Only what the next commit changes, or PATH…, and what it removes; for pre-commit.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How the findings are written.",
)
@LANG
@click.option("--fix", is_flag=True, help="Repair what is safe to repair, then check.")
@click.option("--links", is_flag=True, help="Also ask whether links still lead somewhere.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes to use.",
)
@TRANSCRIPTS
@click.option("--data", envvar="MINUTES_DATA", metavar="DIR", hidden=True)
@DRAFTS
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    base: str | None,
    staged: bool,
    form: report.Format,
    lang: Lang,
    fix: bool,
    links: bool,
    strict: bool,
    jobs: int,
    transcripts: str | None,
    data: str | None,
    drafts: str | None,
) -> None:
    """Check transcripts: the whole archive, or the files and folders PATH…

    Exit code 0: nothing wrong; 1: there are errors; 2: wrong use.
    """
    folder, private = Path(transcripts or "transcripts"), None
    if folder.is_dir() or not paths:
        folder, private = folders(transcripts, drafts)
    index = Path(data) if data else None  # none is needed
    inspection = Inspection(folder, private, jobs=jobs, data=index)
    scope = inspection.scope(paths, base, staged=staged)
    if fix:
        for fixed in inspection.fix(scope):
            click.echo({"zh": "已修正", "en": "repaired"}[lang] + f" {fixed.as_posix()}", err=True)
    problems = _with_progress(inspection, scope)
    if links:
        problems = sorted([*problems, *inspection.dead_links(scope)])
    if form != "json":
        problems = list(map(inspection.from_here, problems))
    click.echo(report.render(problems, form, lang), nl=False)
    click.echo(report.summary(problems, scope.files, lang), err=True)
    serious = {"error", "warning"} if strict else {"error"}
    context.exit(1 if any(problem.severity in serious for problem in problems) else 0)


def _with_progress(inspection: Inspection, scope: CheckScope) -> list[Problem]:
    if scope.files < PROGRESS_FROM:
        return inspection.run(scope)
    label = {"zh": "檢查中", "en": "Checking"}[default_lang()]
    with click.progressbar(length=scope.files, label=label, file=sys.stderr) as bar:
        return inspection.run(scope, bar.update)


@click.command()
@click.argument("folder", type=NamedPath(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Make a new archive in FOLDER: settings, registries, a workflow, a README."""
    for name in scaffold.init(folder):
        click.echo(name)
    say(
        "Next: fill in name and contact in archive.yaml. If the repository is public, say "
        "public_repository: true there and make a private folder for drafts (see README.md).",
        zh=(
            "接下來：在 archive.yaml 填名稱與聯絡方式；儲存庫若是公開的，寫 public_repository: true，"
            "並為草稿另建一個私人的資料夾（README.md 有說明）。"
        ),
    )


@click.command()
@click.argument("kind", type=click.Choice([*TIERS, "issue"]), required=False)
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Day of the meeting.")
@click.option(
    "--case",
    "cases",
    type=click.IntRange(0, 99999),
    multiple=True,
    help="Case number; may be repeated.",
)
@click.option(
    "--host", "hosts", multiple=True, help="Host agency: id, name or short form; may be repeated."
)
@click.option(
    "--kind",
    "record",
    default="main",
    show_default=True,
    type=click.Choice(scaffold.KINDS),
    help="Kind of record.",
)
@click.option("--title", default=None, help="Title. [default: made from the rest]")
@click.option("--slug", default=None, help="Short name of an issue, such as playground-shade.")
@click.option("--stdout", is_flag=True, help="Print the file, write nothing.")
@TRANSCRIPTS
@DRAFTS
def new(
    kind: str | None,
    day: str | None,
    cases: tuple[int, ...],
    hosts: tuple[str, ...],
    record: str,
    title: str | None,
    slug: str | None,
    stdout: bool,
    transcripts: str | None,
    drafts: str | None,
) -> None:
    """Write a new record (seasonal, monthly, collaborative, other) or issue, ready to be filled in.

    What is not given is asked for. With --drafts the file is made in the drafts folder.
    """
    folder, private = folders(transcripts, drafts)
    ask = sys.stdin.isatty()
    kind = kind or _asked(
        "kind 種類",
        ask,
        type=click.Choice([*TIERS, "issue"]),
        missing="seasonal, monthly, collaborative, other or issue",
    )
    if kind == "issue":
        slug = slug or _asked("slug 短名", ask, missing="--slug")
        _write_or_print(
            folder,
            *scaffold.new_issue(slug, title=title or "", cases=cases, hosts=hosts, folder=folder),
            stdout=stdout,
        )
        return
    date = scaffold.read_date(
        day or _asked("date 日期 (YYYY-MM-DD)", ask, value_proc=_day, missing="--date")
    )
    if kind == "collaborative" and ask:
        cases = cases or _numbers(_asked_if_known("case 案號"))
        hosts = hosts or _words(_asked_if_known("host 主辦機關"))
    name, text = scaffold.new(
        kind, date, kind=record, cases=cases, hosts=hosts, title=title, folder=folder
    )
    file = _write_or_print(private or folder, name, text, stdout=stdout)
    if file is not None:
        draft_warnings.warn_of_early_publication(file)


def _write_or_print(folder: Path, name: str, text: str, *, stdout: bool) -> Path | None:
    """The new file, whose path is printed; None where its text is printed instead."""
    if stdout:
        click.echo(text, nl=False)
        return None
    file = folder / name
    scaffold.write_new(file, text)
    click.echo(str(file))
    return file


def _asked_if_known(what: str) -> str:
    """The answer to a question to which there need not be one."""
    return str(click.prompt(what, default="", show_default=False, err=True))


def _asked(what: str, ask: bool, *, missing: str, **how: Any) -> str:
    if not ask:
        raise Refusal(f"missing: {missing}", zh=f"缺少{what.partition(' ')[2]}（{missing}）")
    return str(click.prompt(what, err=True, **how)).strip()


def _day(text: str) -> str:
    try:
        return scaffold.read_date(text).isoformat()
    except MinutesError as error:
        raise click.BadParameter(worded(error.en, zh=error.zh)) from error


def _words(text: str) -> tuple[str, ...]:
    return tuple(
        word for word in text.replace("、", ",").replace("，", ",").split(",") if word.strip()
    )


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(map(int, _words(text)))
    except ValueError as error:
        raise Refusal(f"{text}: not a number", zh=f"{text}：不是數字") from error


@click.command()
@click.option("--issue", is_flag=True, help="The schema of issue files.")
def schema(issue: bool) -> None:
    """Print the JSON Schema of the front matter, for editors."""
    click.echo(json.dumps(scaffold.schema(issue=issue), ensure_ascii=False, indent=2))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=NamedPath(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
def adopt(paths: tuple[Path, ...], dry_run: bool) -> None:
    """Add front matter to the files and folders PATH…; their text stays byte for byte."""
    files = list(chain.from_iterable(map(_meetings, paths)))
    written = sum(_adopt(file, dry_run) for file in files)
    if files and not written:
        say(
            "nothing to do: a file that has front matter (between two lines of ---) keeps it. "
            "Notes and files of stenographers become records by: minutes import FILE -o FOLDER",
            zh="沒有要改的檔案：已經有檔頭（開頭兩條 --- 之間的幾行）的不必再加。筆記和速錄員的檔案要轉成紀錄，請執行：minutes import 檔案 -o 資料夾",
        )
    if not files:
        say("nothing to do: no .md file is there", zh="沒有要改的檔案：那裡沒有 .md 檔")


def _adopt(file: Path, dry_run: bool) -> bool:
    if file.suffix.lower() != ".md":
        raise Refusal(
            f"{file}: not a .md file; `minutes import` reads other kinds",
            zh=f"{file}：不是 .md 檔，請改用 minutes import",
        )
    if file.stat().st_size >= plain_files.MOST_BYTES:
        raise Refusal(f"{file}: larger than a record may be", zh=f"{file}：檔案太大")
    before = file.read_bytes()
    try:
        after = adoption.adopt(file.name, before, editor=scaffold.editor_line(file))
    except MinutesError as error:
        click.echo(worded(f"{file}: {error.en}", zh=f"{file}：{error.zh}"), err=True)
        return False
    if after == before:
        return False
    if dry_run:
        click.echo(_diff(file, before, after), nl=False)
    else:
        replace_file(file, after)
        click.echo(str(file))
    return True


def _meetings(path: Path) -> list[Path]:
    return [path / found.path for found in files.find(path)] if path.is_dir() else [path]


def _diff(file: Path, before: bytes, after: bytes) -> str:
    def lines(data: bytes) -> list[str]:
        return [line + "\n" for line in data.decode("utf-8", "replace").split("\n")]

    return "".join(difflib.unified_diff(lines(before), lines(after), str(file), str(file), n=1))


COMMANDS: tuple[Any, ...] = (check, init, new, schema, adopt)
