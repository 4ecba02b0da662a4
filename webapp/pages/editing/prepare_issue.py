"""`/prepare/issue`: an issue file made or changed from a form, with what the trail of its case tells.
Nothing is stored; all that the page knows of records is what the public may see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import Any
from urllib.parse import quote

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from minutes import plain_files
from minutes.addresses.references import reference, split_reference
from minutes.cases.claims import Host
from minutes.cases.trail import Entry
from minutes.findings.problem import Problem
from minutes.records import document
from minutes.records.document import Document, split_front
from minutes.records.front_matter import Bilingual
from minutes.records.front_matter_edit import UneditableHead
from minutes.text.markup import to_html
from pipeline.authoring import issue_files
from pipeline.authoring.desk_form import number
from pipeline.authoring.desk_round import NumberedSpeeches
from pipeline.authoring.issue_files import FieldProposal
from pipeline.authoring.preparation import UNFINISHED, public_context
from pipeline.authoring.rows.cells import LONGEST
from pipeline.authoring.rows.fields import Fields
from pipeline.authoring.rows.kinds import FormCell, kinds
from pipeline.checks.rules.table import Context
from pipeline.source import parser
from pipeline.trails import case as cases
from pipeline.trails.case import Case
from webapp.links.building import Scope
from webapp.lookup import own_addresses, targets
from webapp.pages.cases import issues
from webapp.pages.desk import access, hand_over
from webapp.pages.editing.findings import (
    Finding,
    Labels,
    Spot,
    by_place,
    finding,
    labels_of,
    row_of,
)
from webapp.pages.editing.forms import agency_names, menu, place, read_form
from webapp.pages.editing.sheets import rows_to_show, says
from webapp.serving import desk_queue
from webapp.serving.visit import HtmlPage, Visit

_NOBODY = NumberedSpeeches(())
ALL = "all"  # in the place of the number of an offered step
_TITLE = FormCell("title", "議題名稱", "Title")
_BOXES = {"title": "title_zh"}  # fields of the head whose box has another id
_OF_SPEECH = re.compile(r"status\.\d+\.speech|highlights\.\d+\.value")
TROUBLE = {
    "unknown": Bilingual(
        "檔案庫裡沒有這個議題或案號。要新增，請在下面填短名與名稱。",
        "This archive knows no such issue or case. For a new one, give its short name and title below.",
    ),
    "key": Bilingual(
        "這個議題檔要用工作桌的鑰匙才能打開：請先打開管理員給您的工作桌連結，再回到這裡。",
        "This file opens with the key of the desk: follow the link to the desk that the keeper gave you, then come back.",
    ),
    "large": Bilingual(
        "檔案太大：議題檔的上限是 256 KB。",
        "The file is too large: 256 KB at most for an issue file.",
    ),
    "rows": Bilingual(
        f"檔案裡有一欄超過 {issue_files.MAX_ROWS} 項，表單放不下。請直接改檔案，或先拿掉一些。",
        f"A field of this file has more than {issue_files.MAX_ROWS} entries, too many for a form. "
        "Please edit the file itself, or take some out.",
    ),
    "busy": Bilingual(
        "現在有別人正在整理檔案，請過一分鐘按瀏覽器的「上一頁」再試。",
        "Others are preparing files now. Please go back in a minute and try again.",
    ),
    "unconfirmed": Bilingual(
        "檔案裡還有待確認的欄位，確認後才看得到讀者的頁面。",
        "Some fields of this file wait to be confirmed; the page is shown after that.",
    ),
    "elsewhere": Bilingual("請從本頁送出表單。", "Please send the form from this page itself."),
}


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A step of the history that may go into the file: what it says, and the words for it with the
    address where they stand."""

    says: Sequence[tuple[str, str]]
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """An issue in preparation as the page shows it; without a `slug` there is none yet."""

    trouble: str = ""
    slug: str = ""
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    room: str = ""
    proposals: Sequence[FieldProposal] = ()
    steps: Sequence[OfferedStep] = ()
    body: str = ""
    html: str = ""
    findings: Sequence[Finding] = ()

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def finished(self) -> bool:
        """Whether the file can go into the archive."""
        return bool(self.slug) and not self.errors and not self.trouble


def prepare_issue(visit: Visit, *, keeper: bool) -> HtmlPage | Response:
    """The empty page; an issue of the archive (`?issue=`; for a keeper alone where it refers to a record
    that is not public) or a new one for a case (`?case=`); or what became of the form."""
    if request.method == "POST":
        return _sent(visit, keeper=keeper)
    wanted = visit.args.get("issue", "") or visit.args.get("case", "")
    if not wanted.strip():
        return _page(visit, IssueSheet())
    found = _known(visit, wanted.strip())
    if found is None:
        return _refusal(visit, "unknown", 404)
    text = _text(visit, found)
    if not keeper and not all(map(visit.view.meeting, issue_files.records_named(text))):
        return _refusal(visit, "key", 403)
    return _page(visit, _sheet(visit, _slug(found), text))


def _known(visit: Visit, wanted: str) -> Case | None:
    """The case that a number, a short name or an address of this archive names."""
    named = own_addresses.locate(visit, wanted) if "://" in wanted else None
    if isinstance(named, targets.CaseTarget):
        return named.case
    return cases.case(visit.view, wanted[:80])


def _slug(found: Case) -> str:
    return found.trail.issue or issue_files.slug_of(f"case-{found.number}")


def _text(visit: Visit, found: Case) -> str:
    """The issue file as it stands, or a new one with what is declared of the case."""
    if found.issue is not None:
        data = plain_files.read(visit.site.settings.transcripts, found.issue.path)
        return data.decode("utf-8", "replace")
    hosts = [_called(visit, host) for host in found.claims.hosts if not host.is_automatic]
    return issue_files.new(found.claims.declared_title, found.trail.cases, hosts)


def _called(visit: Visit, host: Host) -> str:
    """An agency as an issue file names it."""
    agency = visit.agency(host.word, None)
    return agency.name.get("zh") if agency else host.agency


def _sent(visit: Visit, *, keeper: bool) -> HtmlPage | Response:
    if access.is_elsewhere():
        return _refusal(visit, "elsewhere", 403)
    try:
        with place(keeper=keeper):
            return _made(visit, _read_form())
    except RequestEntityTooLarge:
        return _refusal(visit, "large", 413)
    except desk_queue.Full:
        return _refusal(visit, "busy", 429)


def _made(visit: Visit, given: Mapping[str, str]) -> HtmlPage | Response:
    """What became of the form."""
    slug = issue_files.slug_of(given.get("slug", "") or given.get("title_zh", "") or "issue")
    does, _, on = given.get("do", "").partition(":")
    if does == "fill":
        given = _accepted(visit, slug, given, number(on))
    fields = Fields.of(_pasted(visit, given))
    if does == "drop":
        fields = fields.without(on)
    text = given.get("text", "") or issue_files.new(given.get("title_zh", ""), (), ())
    if issue_files.has_too_many_rows(text):
        return _refusal(visit, "rows", 413)
    if "rows" not in given:
        return _page(visit, _sheet(visit, slug, text))
    try:
        text = issue_files.filled(text, fields)
    except UneditableHead as error:
        trouble = visit.said(Bilingual(error.zh, error.en))
        return _page(visit, replace(_sheet(visit, slug, text), trouble=trouble))
    if does == "take":
        text = reduce(issue_files.with_step, _taken(visit, slug, text, on), text)
    sheet = _sheet(visit, slug, _ACTS.get(does, _nothing)(text, on))
    if does == "add":
        sheet = replace(sheet, room=on.partition(".")[0])
    return _answer(visit, sheet, does)


def _taken(visit: Visit, slug: str, text: str, on: str) -> list[issue_files.HistoryStep]:
    """The step of the case that stands at this place of the page's list, or all of them."""
    steps = _steps(visit, slug, text)
    return steps if on == ALL else [step for n, step in enumerate(steps) if n == number(on)]


def _answer(visit: Visit, sheet: IssueSheet, does: str) -> HtmlPage | Response:
    """The file, the page as readers will see it, or the form again."""
    if does == "unfinished" or (does == "file" and sheet.finished):
        return _download(visit, sheet)
    if does == "preview" and sheet.finished:
        return _preview(visit, sheet)
    return _page(visit, sheet)


def _accepted(visit: Visit, slug: str, given: Mapping[str, str], place: int) -> Mapping[str, str]:
    """The form with what the words of records tell of a field, as somebody accepted it."""
    proposed = dict(enumerate(_proposals(visit, slug, given.get("text", "")))).get(place)
    return proposed.accepted(given) if proposed else given


def _call(text: str, on: str) -> str:
    """With another name for an agency, wherever the head names it: `call:交通布→交通部`."""
    old, _, new = on.partition("→")
    return issue_files.with_agency(text, old, new) if old and new else text


def _sort(text: str, _on: str) -> str:
    return issue_files.in_order(text)


def _nothing(text: str, _on: str) -> str:
    return text


_ACTS: Mapping[str, Callable[[str, str], str]] = {"call": _call, "sort": _sort}


def _pasted(visit: Visit, given: Mapping[str, str]) -> dict[str, str]:
    """The form with the addresses of speeches that were pasted as the file writes them: `meeting#sID`."""
    return {name: _reference(visit, name, value) for name, value in given.items()}


def _reference(visit: Visit, name: str, value: str) -> str:
    if "://" not in value or not _OF_SPEECH.fullmatch(name):
        return value
    found = own_addresses.locate(visit, value)
    if not isinstance(found, targets.SpeechTarget):
        return value
    return reference(found.meeting.id, found.item.id)


def _read_form() -> dict[str, str]:
    """The form that was sent; too large a one is refused (413)."""
    given, _ = read_form(4 * issue_files.MAX_BYTES)
    if len(given.get("text", "")) + len(given.get("body", "")) > issue_files.MAX_BYTES:
        raise RequestEntityTooLarge
    return given


def _sheet(visit: Visit, slug: str, text: str) -> IssueSheet:
    data, lang = document.head_data(text), visit.lang
    known = kinds("issue")
    body = text[len(split_front(text)[0]) :].strip("\n")
    return IssueSheet(
        slug=slug,
        text=text,
        values=issue_files.basics(text),
        rows={
            name: rows_to_show(kind, data.get(name), _NOBODY, lang) for name, kind in known.items()
        },
        proposals=_proposals(visit, slug, text),
        steps=[_offered(visit, step) for step in _steps(visit, slug, text)],
        body=body,
        html=to_html(body),
        findings=_findings(visit, slug, text),
    )


def _offered(visit: Visit, step: issue_files.HistoryStep) -> OfferedStep:
    entry = dict(step.entry)
    place = entry.pop("speech", "")
    source = visit.at.passage(*split_reference(place)) if place else ""
    return OfferedStep(says(kinds("issue")["status"].cells, entry, visit.lang), step.words, source)


def _case_of(visit: Visit, slug: str, text: str) -> Case | None:
    """The case that the file is about, as the public records tell it."""
    numbers = issue_files.basics(text)["case"].split("、")
    return cases.case(visit.view, slug) or cases.case(visit.view, numbers[0])


def _proposals(visit: Visit, slug: str, text: str) -> list[FieldProposal]:
    """What the words of public records tell of the head."""
    found = _case_of(visit, slug, text)
    called = partial(_called, visit)
    return issue_files.field_proposals(found.claims, text, called) if found else []


def _steps(visit: Visit, slug: str, text: str) -> list[issue_files.HistoryStep]:
    """What the public records of the case tell of its history."""
    if (found := _case_of(visit, slug, text)) is None:
        return []
    return issue_files.steps(found.trail.records, text, found.told_in, partial(_words, visit))


def _words(visit: Visit, entry: Entry) -> str:
    """The words of a record that bear its place in the trail out."""
    if entry.evidence is not None:
        return entry.evidence.words
    meeting = visit.view.meeting(entry.meeting)
    items = visit.view.document(meeting).items if meeting and entry.key else ()
    return next((item.text for item in items if item.id == entry.key), "")[:300]


def _findings(visit: Visit, slug: str, text: str) -> list[Finding]:
    context: Context = public_context(visit.site.settings.transcripts, dt.datetime.now(dt.UTC))
    parts = document.parse(text)
    fields = (*kinds("issue_head")["head"].cells, _TITLE)
    rows = labels_of(kinds("issue"), document.head_data(text), visit.lang)
    labels = {**{cell.name: cell.called(visit.lang) for cell in fields}, **rows}

    def speech_ids(meeting: str) -> frozenset[str]:
        found = visit.view.meeting(meeting)
        return visit.view.document(found).ids if found else frozenset()

    return [
        finding(p, _spot(p, parts, labels), visit.lang)
        for p in issue_files.problems(text, slug, context, speech_ids)
    ]


def _spot(problem: Problem, parts: Document, labels: Labels) -> Spot:
    """The field or row that a finding is about; a field that is missing has no line in the file."""
    named = dict(problem.values)["field"] if problem.code == "missing-field" else ""
    at = named or row_of(problem, parts, labels)
    return Spot(_BOXES.get(at, at), labels.get(at, ""), at)


def _download(visit: Visit, sheet: IssueSheet) -> Response:
    """The file; one with errors says so by its name."""
    response = Response(sheet.text.encode("utf-8", "replace"), mimetype="text/markdown")
    mark = "" if sheet.finished else UNFINISHED[visit.lang]
    name = quote(f"{mark}{sheet.slug}.md", safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{sheet.slug}.md\"; filename*=UTF-8''{name}"
    )
    return response


def _preview(visit: Visit, sheet: IssueSheet) -> HtmlPage:
    """The issue's page as readers will see it when the file is in the archive."""
    path = f"{hand_over.ISSUES}{sheet.slug}.md"
    issue = parser.issue_of(path, sheet.text.encode("utf-8", "replace"))
    if issue is None:  # a proposal from the command, with lines that wait for somebody's yes
        return _page(visit, replace(sheet, trouble=TROUBLE["unconfirmed"].get(visit.lang)))
    supposed = replace(visit, supposed=visit.view.with_issue(issue))
    found = cases.case(supposed.view, sheet.slug)
    assert found is not None  # noqa: S101 (the view holds its file)
    page = issues.page_of(supposed, found, Scope("issue", sheet.slug), "")
    return replace(page, template="issue_preview", index=False)


def _refusal(visit: Visit, what: str, status: int) -> HtmlPage:
    return _page(visit, IssueSheet(trouble=TROUBLE[what].get(visit.lang)), status)


def _page(visit: Visit, sheet: IssueSheet, status: int = 200) -> HtmlPage:
    name = f"{hand_over.ISSUES}{sheet.slug}.md"
    offer = hand_over.offer(visit, name, sheet.text) if sheet.slug and sheet.finished else None
    basics = kinds("issue_head")["head"].cells
    context = {
        "sheet": sheet,
        "offer": offer,
        "action": f"{visit.at.prepare()}/issue",
        "row_kinds": list(kinds("issue").values()),
        "basics": basics,
        "called": {"title_zh": _TITLE.called(visit.lang)}
        | {cell.name: cell.called(visit.lang) for cell in basics},
        "menu": partial(menu, visit),
        "agencies": agency_names(visit),
        "longest_cell": LONGEST,
        "beside": by_place(sheet.findings),
        "errors": sheet.errors,
        "half": 0,
    }
    title = visit.said(Bilingual("整理議題", "Prepare an issue"))
    headers = hand_over.headers(offer)
    return HtmlPage("prepare_issue", title, context, status, index=False, headers=headers)
