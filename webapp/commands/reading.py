"""`minutes serve`, `index`, `search`, `show`, `doctor`: the archive as it is."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from minutes import vocabulary
from minutes.model import Meeting
from minutes.problems import Problem, problem
from minutes.settings import Settings
from pipeline import generation as generations
from pipeline import index as indexing
from pipeline import ingest, pull, sides
from pipeline.archive import Archive, View, without_withdrawn
from pipeline.parse import Parsed, outline, parse
from pipeline.results import Results
from webapp.commands import server
from webapp.commands.options import Refusal, archive_options, default_lang


def bring_up_to_date(settings: Settings, *, full: bool = False, jobs: int = 2) -> indexing.Report:
    """Refresh the index, with a progress bar on stderr where there is much to do."""
    bar: Any = None

    def started(number: int) -> None:
        nonlocal bar
        if number >= indexing.WORTH_TWO:
            bar = click.progressbar(length=number, label="Indexing", file=sys.stderr)
            bar.__enter__()

    report = indexing.refresh(
        settings,
        full=full,
        jobs=jobs,
        started=started,
        progress=lambda n: bar.update(n) if bar else None,
    )
    if bar is not None:
        bar.__exit__(None, None, None)
    for found in report.problems:
        click.echo(_line(found), err=True)
    return report


def _line(found: Problem) -> str:
    told = found.message(default_lang())
    return f"{found.path}:{found.line}: {found.severity}: {told} [{found.code}]"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
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
@archive_options
def index(settings: Settings, full: bool, jobs: int) -> None:
    """Bring the index up to date with the folder."""
    report = bring_up_to_date(settings, full=full, jobs=jobs)
    click.echo(
        f"{report.meetings} meetings, {report.changed} read, {report.removed} removed, {report.held} held"
    )


@click.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True
)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0, 1000))
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0))
@archive_options
def search(
    settings: Settings, query: str, as_json: bool, sort: Any, limit: int, offset: int
) -> None:
    """Search the archive; see the README for what a query can say."""
    bring_up_to_date(settings)
    view = Archive(settings).view()
    results = view.search(view.parse_query(query), sort=sort, limit=limit, offset=offset)
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
                "date": r.meeting.date.isoformat() if r.meeting.date else None,
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


def facet_label(facet: str, value: str, view: View, lang: str = "zh") -> str:
    """A facet's value as people call it."""
    table = {"tier": vocabulary.TIER, "kind": vocabulary.KIND}.get(facet)
    if table is not None:
        return table[value].get(lang)
    if facet == "agency":
        agency = view.snapshot.catalogue.agencies.get(value)
        return agency.name.get(lang) if agency else value
    return value


def _print_results(results: Results) -> None:
    click.echo(f"{results.meetings} meetings, {results.speeches} speeches ({results.took_ms} ms)")
    near = False
    for result in results.results:
        if result.near and not near:
            near = True
            click.echo("\nNear:")
        click.echo(
            f"\n{result.meeting.date or '----------'}  {result.meeting.title}  [{result.meeting.id}]"
        )
        for hit in result.hits:
            click.echo(f"  {hit.speaker or '—'}: {click.unstyle(_plain(hit.snippet))}")


def _plain(snippet: str) -> str:
    from html import unescape

    return unescape(snippet.replace("<mark>", "").replace("</mark>", ""))


@click.command()
@click.argument("meetings", nargs=-1, metavar="[MEETING]...")
@click.option("--all", "everything", is_flag=True, help="Every public record.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@archive_options
def show(settings: Settings, meetings: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Print records as they are understood; needs no index."""
    if not meetings and not everything:
        raise click.UsageError("name a meeting, or --all")
    missing = []
    for parsed, wanted in _records(settings, None if everything else meetings):
        if parsed is None:
            missing.append(wanted)
        elif as_json:
            click.echo(json.dumps(meeting_json(parsed)))
        else:
            _print_record(parsed)
    if missing:
        raise Refusal("no such record: " + ", ".join(missing))


def _records(
    settings: Settings, wanted: tuple[str, ...] | None
) -> Iterator[tuple[Parsed | None, str]]:
    """The public records, read from their files; with drafts, theirs too."""
    files = ingest.find(settings.transcripts)
    if settings.drafts:
        files += ingest.find(settings.drafts, draft=True)
    chosen = {f.id: f for f in ingest.unique(files)[0]}
    outlines = []
    for file in chosen.values():
        data = _bytes(settings, file)
        if data is not None:
            outlines.append(outline(data, file.path))
    gate = sides.Sides.load(settings.transcripts).gate(settings.archive.zone, outlines)
    now = sides.now()
    states = {"public", "held"} if settings.drafts else {"public"}
    public = {m.id for m in outlines if gate.state(m, now) in states}
    for name in wanted if wanted is not None else sorted(public):
        if name not in public:
            yield None, name
            continue
        data = _bytes(settings, chosen[name])
        if data is None:
            continue
        parsed = parse(data, chosen[name].path)
        shown = without_withdrawn(parsed.document, name, gate)
        yield dataclasses.replace(parsed, document=shown), name


def _bytes(settings: Settings, file: ingest.SourceFile) -> bytes | None:
    """A file's bytes; None where it cannot be read, which is told on stderr."""
    try:
        return indexing.source_path(settings, file.path, draft=file.draft).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(_line(problem(file.path, "unreadable-file", reason=reason)), err=True)
        return None


def meeting_json(parsed: Parsed) -> dict[str, Any]:
    """A record as `minutes show --json` prints it."""
    meeting = parsed.meeting
    return {
        "id": meeting.id,
        "title": meeting.title,
        "date": meeting.date.isoformat() if meeting.date else None,
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
    click.echo(f"{vocabulary.TIER[meeting.tier].en} / {vocabulary.KIND[meeting.kind].en}")
    for item in parsed.document.items:
        click.echo(f"\n{item.speaker}: {item.text}" if item.speaker else f"\n{item.text}")
    click.echo("")


@click.command()
@archive_options
def doctor(settings: Settings) -> None:
    """Say where everything lies and whether it is well."""
    generation = generations.current(settings.data)
    files = ingest.find(settings.transcripts)
    click.echo(f"transcripts  {settings.transcripts}  ({len(files)} files)")
    click.echo(f"data         {settings.data}")
    click.echo(f"drafts       {settings.drafts or '-'}")
    click.echo(f"base_url     {settings.archive.base_url or '- (absolute links on loopback only)'}")
    problems = []
    if generation is None:
        problems.append("no usable index: run `minutes index`")
    else:
        newest = {f.path: f.mark for f in files}
        stale = sum(generation.files.get(p, ((), ""))[0] != mark for p, mark in newest.items())
        click.echo(
            f"index        {generation.name}: {len(generation.meetings)} meetings, {len(generation.held)} held"
        )
        if stale:
            problems.append(f"{stale} files changed since the last `minutes index`")
        if generation.meetings and not _answers(settings):
            problems.append("the index does not answer: run `minutes index --full`")
    latest = pull.last(settings)
    if latest is not None and not latest.ok:
        problems.append(f"latest pull: {latest.step}: {latest.what}")
    if not Path(settings.data).exists():
        problems.append("the data folder does not exist yet")
    for text in problems:
        click.echo(f"problem      {text}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo("all well")


def _answers(settings: Settings) -> bool:
    view = Archive(settings).view()
    newest = view.public.meetings[0] if view.public.meetings else None
    return (
        newest is None
        or view.search(view.parse_query(f'title:"{newest.title}"'), limit=1).meetings > 0
    )


COMMANDS: tuple[click.Command, ...] = (serve, index, search, show, doctor)
