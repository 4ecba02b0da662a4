"""`minutes serve`, `index`, `search`, `show`: the archive as it is."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import click

from minutes import clock
from minutes.clock import iso
from minutes.errors import reason_of
from minutes.findings.problem import Problem, problem
from minutes.records import terms
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.numerals import plural
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.checks.report import SEVERITIES
from pipeline.export import kept_files
from pipeline.history import condition, ledger, tombstones
from pipeline.index import indexer as indexing
from pipeline.search.results import Results
from pipeline.source import files, withdrawn_speeches
from pipeline.source import files as ingest
from pipeline.source.parser import Parsed, outline, parse
from pipeline.trails.inferences import found_subjects
from pipeline.updates import after_indexing
from webapp.commands import server
from webapp.commands.options import Refusal, archive_options, default_lang, listening, say, worded

_WORTH_A_BAR = 24  # files: fewer are read within a second


def bring_up_to_date(
    settings: Settings,
    *,
    full: bool = False,
    jobs: int = 2,
    ahead: bool = True,
    may_remove: bool = False,
) -> indexing.IndexReport:
    """Refresh the index, with a progress bar on stderr where there is much to do; `ahead` also works
    out the trails of all cases, for whoever reads them next."""
    bar: Any = None

    def started(number: int) -> None:
        nonlocal bar
        if number >= _WORTH_A_BAR:
            label = {"zh": "建立索引", "en": "Indexing"}[default_lang()]
            bar = click.progressbar(length=number, label=label, file=sys.stderr)
            bar.__enter__()

    report = after_indexing.refresh(
        settings,
        ahead=ahead,
        full=full,
        jobs=jobs,
        started=started,
        progress=lambda n: bar.update(n) if bar else None,
        may_remove=may_remove,
    )
    if bar is not None:
        bar.__exit__(None, None, None)
    for found in report.problems:
        click.echo(_line(found), err=True)
    return report


def _line(found: Problem) -> str:
    lang = default_lang()
    severity = SEVERITIES[found.severity].fill(lang, {})
    return f"{found.path}:{found.line}: {severity}: {found.message(lang)} [{found.code}]"


@click.command()
@listening(8000)
@archive_options
def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the archive on this machine."""
    bring_up_to_date(settings)
    server.run(settings, host, port)


@click.command()
@click.option("--full", is_flag=True, help="Build everything anew.")
@click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes to use."
)
@click.option(
    "--yes-remove",
    is_flag=True,
    help="Take out what is gone, even if that is most of the records or all tombstones.",
)
@click.option("--exports", is_flag=True, help="Make the bulk files beforehand, compressed too.")
@archive_options
def index(settings: Settings, full: bool, jobs: int, yes_remove: bool, exports: bool) -> None:
    """Bring the index up to date with the folder.

    Where most files are gone, or the list of what is withdrawn, the folder is more likely missing
    than emptied: then nothing is changed without --yes-remove.
    """
    report = bring_up_to_date(settings, full=full, jobs=jobs, may_remove=yes_remove)
    click.echo(summary(report))
    book = ledger.load(settings.data)
    for note in (*condition.problems(book), *condition.notes(book)):
        say(f"history: {note.en}", zh=f"歷史：{note.zh}")
    if exports:
        view = Archive(settings).view()
        kept_files.keep(view, view.settings(settings.archive), settings.data)


def summary(report: indexing.IndexReport) -> str:
    """What an indexing run did, on one line."""
    zh = f"{report.meetings} 份紀錄，讀了 {report.changed} 份，移除 {report.removed} 份，{report.held} 份還沒公開"
    en = f"{plural(report.meetings, 'meeting')}, {report.changed} read, {report.removed} removed, {report.held} held"
    return worded(en, zh=zh)


@click.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date"]),
    default="relevance",
    show_default=True,
    help="Order of the results.",
)
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="How many results to print.",
)
@click.option(
    "--offset",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="How many results to leave out first.",
)
@archive_options
def search(
    settings: Settings, query: str, as_json: bool, sort: Any, limit: int, offset: int
) -> None:
    """Search the archive; see the README for what a query can say."""
    bring_up_to_date(settings, ahead=False)
    view = Archive(settings).view()
    results = view.search(
        view.parse_query(query),
        sort=sort,
        limit=limit,
        offset=offset,
        subjects=found_subjects(view),
    )
    if as_json:
        click.echo(json.dumps(results_json(query, results, view)))
        return
    _print_results(results)


def results_json(typed: str, results: Results, view: View) -> dict[str, Any]:
    """The results as `minutes search --json` and the API give them."""
    return {
        "query": typed,
        "meetings": results.meetings,
        "speeches": results.speeches,
        "took_ms": results.took_ms,
        "results": [
            {
                "meeting": r.meeting.id,
                "title": r.meeting.title,
                "date": iso(r.meeting.date),
                "tier": r.meeting.tier,
                "url": f"/{quote(r.meeting.id)}",
                "match": "near" if r.near else "exact",
                "speech_count": r.speech_count,
                "speeches": [
                    {"id": h.id, "speaker": h.speaker, "text": h.text, "snippet_html": h.snippet}
                    for h in r.hits
                    if h.type == "speech"
                ],
            }
            for r in results.results
        ],
        "facets": {
            name: [
                {"value": v.value, "label": facet_label(name, v.value, view), "count": v.count}
                for v in values
            ]
            for name, values in results.facets.items()
        },
    }


def facet_label(facet: str, value: str, view: View) -> str:
    """A facet's value as people call it in Chinese."""
    table = {"tier": terms.TIER, "kind": terms.KIND}.get(facet)
    if table is not None:
        return table[value].get("zh")
    if facet == "agency":
        agency = view.snapshot.catalogue.agencies.get(value)
        return agency.name.get("zh") if agency else value
    return value


def _print_results(results: Results) -> None:
    click.echo(
        worded(
            f"{plural(results.meetings, 'meeting')}, {plural(results.speeches, 'speech', 'speeches')} ({results.took_ms} ms)",
            zh=f"{results.meetings} 份紀錄，{results.speeches} 段發言（{results.took_ms} 毫秒）",
        )
    )
    part = worded(" (holds only part of it)", zh="（只有一部分）")
    for result in results.results:
        click.echo(
            f"\n{result.meeting.date or '----------'}  {result.meeting.title}  [{result.meeting.id}]"
            f"{part if result.near else ''}"
        )
        for hit in result.hits:
            said = click.unstyle(_plain(hit.snippet))
            click.echo(f"  {hit.speaker or '—'}: {said}" + (f"  [{hit.id}]" if hit.id else ""))


def _plain(snippet: str) -> str:
    from html import unescape

    return unescape(snippet.replace("<mark>", "").replace("</mark>", ""))


@click.command()
@click.argument("meetings", nargs=-1, metavar="[MEETING]...")
@click.option("--all", "everything", is_flag=True, help="Every public record.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@archive_options
def show(settings: Settings, meetings: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Print records as they are understood, each speech with its id; needs no index."""
    if not meetings and not everything:
        raise click.UsageError(worded("name a meeting, or --all", zh="請指定會議，或用 --all"))
    missing = []
    for parsed, wanted in _records(settings, None if everything else meetings):
        if parsed is None:
            missing.append(wanted)
        elif as_json:
            click.echo(json.dumps(meeting_json(parsed)))
        else:
            _print_record(parsed)
    if missing:
        names = ", ".join(missing)
        raise Refusal(f"no such public record: {names}", zh=f"沒有這份公開的紀錄：{names}")


def _records(
    settings: Settings, wanted: tuple[str, ...] | None
) -> Iterator[tuple[Parsed | None, str]]:
    """The public records, read from their files; with drafts, theirs too."""
    chosen = ingest.by_id(settings)
    outlines = []
    for file in chosen.values():
        data = _bytes(settings, file)
        if data is not None:
            outlines.append(dataclasses.replace(outline(data, file.path), draft=file.draft))
    gate = tombstones.side_files_of(settings).gate(settings.archive.zone, outlines)
    now = clock.now()
    states = {"public", "held"} if settings.drafts else {"public"}
    public = {m.id for m in outlines if gate.state(m, now) in states}
    for name in wanted if wanted is not None else sorted(public):
        if name not in public:
            yield None, name
            continue
        data = _bytes(settings, chosen[name])
        if data is None:
            continue
        yield withdrawn_speeches.remove(data, parse(data, chosen[name].path), gate)[1], name


def _bytes(settings: Settings, file: ingest.SourceFile) -> bytes | None:
    """A file's bytes; None where it cannot be read, which is told on stderr."""
    try:
        return files.read(settings, file)
    except OSError as error:
        reason = reason_of(error)
        click.echo(_line(problem(file.path, "unreadable-file", reason=reason)), err=True)
        return None


def meeting_json(parsed: Parsed) -> dict[str, Any]:
    """A record as `minutes show --json` prints it."""
    meeting = parsed.meeting
    return {
        "id": meeting.id,
        "title": meeting.title,
        "date": iso(meeting.date),
        "tier": meeting.tier,
        "kind": meeting.kind,
        "host_agency": list(meeting.front.host_agency),
        "case": list(meeting.front.case),
        "inferred": list(meeting.inferred),
        "items": [
            {
                "type": i.type,
                "id": i.id,
                "speaker": i.speaker,
                "text": i.text,
                "source": i.source,
                "line": i.line,
            }
            for i in parsed.document.items
        ],
    }


def _print_record(parsed: Parsed) -> None:
    meeting: Meeting = parsed.meeting
    click.echo(f"{meeting.date or '----------'}  {meeting.title}  [{meeting.id}]")
    lang = default_lang()
    click.echo(f"{terms.TIER[meeting.tier].get(lang)} / {terms.KIND[meeting.kind].get(lang)}")
    for item in parsed.document.items:
        ident = f"[{item.id}] " if item.type in {"speech", "narrative"} else ""
        said = f"{item.speaker}: {item.text}" if item.speaker else item.text
        click.echo(f"\n{ident}{said}")
    click.echo("")


COMMANDS: tuple[click.Command, ...] = (serve, index, search, show)
