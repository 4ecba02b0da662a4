"""`minutes trail` and `minutes link`: a case's way through the archive, and its lines for the files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from minutes import plain_files
from minutes.cases.trail import Entry, Gap, Trail
from minutes.findings.rules import Lang
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.numerals import plural
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.authoring import issue_proposals, scaffold, trail_proposals
from pipeline.export import agenda_paper, papers
from pipeline.export.papers import PaperBlock
from pipeline.source.safe_write import create, replace_file
from pipeline.trails import agenda as agendas
from pipeline.trails import case as cases
from pipeline.trails.case import Case
from pipeline.trails.known_cases import known_cases
from webapp.commands.options import (
    LANG,
    NamedPath,
    Refusal,
    archive_options,
    default_lang,
    say,
    worded,
)
from webapp.commands.reading import bring_up_to_date
from webapp.links.site_addresses import Addresses

_CASE = Bilingual("第{}案", "case {}")
_HOSTS = Bilingual("主辦", "host")
_INFERRED = Bilingual("（推定）", "(inferred)")
_FOUND = Bilingual("（自動尋得）", "(found automatically)")
_NOT_PUBLISHED = Bilingual("無公開紀錄", "no record published")
_UNTOLD = Bilingual("無紀錄，也沒有人說是否召開", "no record; nobody says whether it was held")
_NOT_HELD = Bilingual("不召開", "not held")
_MENTIONS = Bilingual("提及", "mentions")


@click.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@archive_options
def trail(settings: Settings, case: str, as_json: bool) -> None:
    """Follow a case (number) or an issue (slug) through the archive."""
    bring_up_to_date(settings)
    view = Archive(settings).view()
    whole = _case(view, case)
    if as_json:
        click.echo(json.dumps(whole.as_json()))
        return
    _print(whole, view)


def _case(view: View, wanted: str) -> Case:
    whole = cases.case(view, wanted)
    if whole is None:
        raise Refusal(f"no such case or issue: {wanted}", zh=f"沒有這個案件或議題：{wanted}")
    return whole


def _print(whole: Case, view: View) -> None:
    way = whole.trail
    lang = default_lang()
    _print_heading(whole, view, lang)
    for entry in way.records:
        click.echo(_line(entry))
        if entry.found == "automatic" and entry.evidence:
            click.echo(f"{'':12}「{entry.evidence.words}」")
    for gap in way.gaps:
        click.echo(_gap_line(gap, lang))
    if way.mentions:
        click.echo(f"\n{_MENTIONS.get(lang)}")
    for entry in way.mentions:
        click.echo(_line(entry))


def _print_heading(whole: Case, view: View, lang: Lang) -> None:
    """Number and title of a case, and who hosts it."""
    way = whole.trail
    name = ", ".join(map(_CASE.get(lang).format, way.cases)) or way.issue or ""
    click.echo(f"{name}  {way.title}")
    named = ", ".join(_host(word, way, view) for word in whole.hosts)
    guessed = f"  {_INFERRED.get(lang)}" if whole.are_hosts_inferred else ""
    click.echo(f"{_HOSTS.get(lang)}  {named or '—'}{guessed}")


def _gap_line(gap: Gap, lang: Lang) -> str:
    """A meeting without a record: what the schedule says of it, or that nothing is published."""
    day: object = gap.when or "----------"
    said = (_UNTOLD if gap.is_only_expected else _NOT_PUBLISHED).get(lang)
    if gap.plan:
        day = gap.plan.period or day
        said = f"{_NOT_HELD.get(lang)}: {gap.plan.not_held.get(lang)}"
    return f"{day!s:10}  {gap.stage:11}  {said}  {gap.note}".rstrip()


def _host(word: str, found: Trail, view: View) -> str:
    """The name of a host that is written as an id or a short form, on the day of the last record."""
    day = max(filter(None, map(attrgetter("date"), found.records)), default=None)
    return view.snapshot.catalogue.agencies.name_of(word, day, default_lang()) or word


def _line(entry: Entry) -> str:
    mark = "" if entry.found == "declared" else f"  {_FOUND.get(default_lang())}"
    return f"{entry.date or '----------'}  {entry.stage:11}  {entry.title}  [{entry.meeting}]{mark}"


@click.command()
@click.argument("numbers", nargs=-1, metavar="[CASE|SLUG]...")
@click.option("--write", is_flag=True, help="Put the lines into the files; their text stays.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a record.")
@click.option(
    "--case",
    "whole",
    metavar="N",
    help="Propose a whole issue file for case N, each field with its evidence as a comment.",
)
@archive_options
def link(
    settings: Settings, numbers: tuple[str, ...], write: bool, as_json: bool, whole: str | None
) -> None:
    """Propose front matter for what trails found; with no case, for all of them.

    Look each proposal over before you write it: it was found by words.
    """
    bring_up_to_date(settings)
    view = Archive(settings).view()
    if whole is not None:
        _propose_issue(settings, _case(view, whole), write=write)
        return
    wanted = numbers or tuple(map(str, known_cases(view)))
    proposals = trail_proposals.propose(
        (_case(view, c).trail for c in wanted), view.public.by_id, _words(view)
    )
    refused = 0
    for proposal in proposals:
        if as_json:
            click.echo(json.dumps(_as_json(proposal)))
        else:
            click.echo(f"{proposal.path}  # {'; '.join(proposal.reasons)}")
            click.echo(proposal.text())
        if write:
            refused += not _written(settings, view, proposal)
    say(
        plural(len(proposals), "record") + (f", {refused} left alone" if refused else ""),
        zh=f"{len(proposals)} 份紀錄" + (f"，{refused} 份沒有動" if refused else ""),
    )
    if refused:
        raise SystemExit(1)


def _propose_issue(settings: Settings, found: Case, *, write: bool) -> None:
    """Shows the issue file for a case, or writes it; one that is there stays as it is."""
    if found.issue is not None:
        raise Refusal(f"{found.issue.path}: exists already", zh=f"{found.issue.path}：已經有議題檔")
    text = issue_proposals.issue_file(found.trail, found.claims)
    if not write:
        click.echo(text, nl=False)
        return
    path = f"issues/{issue_proposals.slug_of(found.trail)}.md"
    try:
        scaffold.write_new(settings.transcripts / path, text)
    except scaffold.ScaffoldError as error:
        raise Refusal.of(error) from error
    say(
        f"{path}: check each line, strike what is wrong, then delete the two lines of the note; until then it is not heeded",
        zh=f"{path}：逐項確認，刪去不對的，再刪除開頭的兩行說明；在那之前不會生效",
    )


def _words(view: View) -> trail_proposals.Words:
    def words(meeting: Meeting, ident: str) -> str:
        item = view.document(meeting).item(ident)
        return item.text if item else ""

    return words


def _as_json(proposal: trail_proposals.HeadProposal) -> dict[str, Any]:
    fields = {name: list(entries) for name, entries in proposal.fields.items()}
    return {"meeting": proposal.meeting, "path": proposal.path, "fields": fields}


def _written(settings: Settings, view: View, proposal: trail_proposals.HeadProposal) -> bool:
    home = settings.home(draft=view.public.by_id[proposal.meeting].draft)
    try:
        written = trail_proposals.apply(proposal, plain_files.read(home, proposal.path))
        replace_file(home / proposal.path, written)
    except trail_proposals.NotLinkable as error:
        click.echo(worded(error.en, zh=error.zh), err=True)
        return False
    return True


_FORMS: Mapping[str, Callable[[Sequence[PaperBlock]], bytes]] = {
    ".md": lambda blocks: papers.markdown(blocks).encode(),
    ".odt": papers.odt,
    ".docx": papers.docx,
}


@click.command()
@click.option(
    "--output",
    type=NamedPath(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE: .md, .odt or .docx. It is not overwritten.",
)
@LANG
@archive_options
def agenda(settings: Settings, output: Path | None, lang: Lang) -> None:
    """Write the next meeting's paper: the open cases with what was said of them last."""
    bring_up_to_date(settings)
    view = Archive(settings).view()
    today = dt.datetime.now(tz=settings.archive.zone).date()
    base = settings.archive.base_url
    where = Addresses(base, lang) if base else None
    paper = agendas.agenda(view, today, view.snapshot.schedule)
    blocks = agenda_paper.paper(view, paper, lang, where)
    if output is None:
        click.echo(papers.markdown(blocks), nl=False)
        return
    made = _FORMS.get(output.suffix.lower())
    if made is None:
        raise Refusal(f"{output}: use .md, .odt or .docx", zh=f"{output}：請用 .md、.odt 或 .docx")
    try:
        create(output, made(blocks))
    except FileExistsError as error:
        raise Refusal(f"{output}: exists already", zh=f"{output}：已經存在") from error


COMMANDS: tuple[click.Command, ...] = (trail, link, agenda)
