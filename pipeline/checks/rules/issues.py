"""Checks of the issue files: their fields, their history, and what they point to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from pathlib import Path, PurePosixPath

from minutes import plain_files
from minutes.addresses.references import split_reference
from minutes.addresses.web_addresses import url_trouble
from minutes.errors import reason_of
from minutes.findings.problem import Problem, problem
from minutes.publication import not_yet
from minutes.publication.correction_window import is_reason
from minutes.records import document
from minutes.records.front_matter import ISSUE_FRONT, IssueFront
from minutes.yaml_text.reading import Loc
from pipeline.checks.rules.subject import Context, names_reply, own_agencies, shown
from pipeline.source.files import find_issues
from pipeline.source.parser import UNCONFIRMED, read_fields, unreadable_head

# The speech ids of a meeting, none where there is no such meeting.
SpeechIds = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class IssueFile:
    """An issue file as read; `front` is what is valid of its head."""

    path: str
    front: IssueFront
    head: document.FrontText | None
    text: str = ""
    """The lines of its head, comments included."""
    body: str = ""

    @property
    def slug(self) -> str:
        return PurePosixPath(self.path).stem

    def place(self, *loc: str | int) -> tuple[int, int]:
        """Line and column of a value of its head."""
        return self.head.place(*loc) if self.head else (1, 1)

    def problem(self, code: str, *loc: str | int, **values: object) -> Problem:
        """A finding about a value of its head."""
        line, column = self.place(*loc)
        return problem(self.path, code, line, column, **values)

    @property
    def has_reply(self) -> bool:
        """Whether it leads to the agency's reply."""
        return names_reply(self.front)


def read_issues(folder: Path) -> tuple[list[IssueFile], list[Problem]]:
    """The issue files of an archive, and what is wrong with their heads."""
    found: list[IssueFile] = []
    problems: list[Problem] = []
    for path in find_issues(folder):
        try:
            data = plain_files.read(folder, path)
        except OSError as error:
            reason = reason_of(error)
            problems.append(problem(path, "unreadable-file", reason=reason))
            continue
        issue, faults = read_issue(path, data)
        problems += faults
        found += filter(None, [issue])
    return found, problems


def read_issue(path: str, data: bytes) -> tuple[IssueFile | None, list[Problem]]:
    """One issue file, None where its bytes are no text; and what is wrong with its head."""
    try:
        whole = data.decode("utf-8")
        text, head = document.split_front(whole)
    except UnicodeDecodeError as error:
        return None, [problem(path, "not-utf8", data.count(b"\n", 0, error.start) + 1)]
    if head is None:
        return IssueFile(path, IssueFront(), None), [problem(path, "issue-without-front-matter")]
    if head.error is not None:
        fault = unreadable_head(path, head.error, head.error_line)
        return IssueFile(path, IssueFront(), head, text), [fault]
    front, _, faults = read_fields(head, path, ISSUE_FRONT, IssueFront)
    return IssueFile(path, front, head, text, whole[len(text) :]), faults


def issues(folder: Path, context: Context, speech_ids: SpeechIds) -> Iterator[Problem]:
    """All findings about the issue files."""
    found, problems = read_issues(folder)
    yield from problems
    cases = Counter(case for issue in found for case in issue.front.case)
    for issue in found:
        yield from look_at(issue, context, cases, speech_ids)


def look_at(
    issue: IssueFile, context: Context, cases: Mapping[int, int], speech_ids: SpeechIds
) -> Iterator[Problem]:
    """The findings about one issue file whose head can be read; `cases` counts the files of each case."""
    if document.readable(issue.head) is None:
        return
    yield from _unconfirmed(issue)
    yield from _not_yet(issue)
    yield from _names(issue)
    yield from _shared_cases(issue, cases)
    yield from _unknown_agencies(issue, context)
    yield from _history(issue)
    yield from _references(issue, speech_ids)
    yield from _links(issue)


def _unconfirmed(issue: IssueFile) -> Iterator[Problem]:
    """The note of a proposal that nobody has accepted yet."""
    found = UNCONFIRMED.search(issue.text)
    if found is not None:
        yield problem(
            issue.path, "unconfirmed-front-matter", issue.text.count("\n", 0, found.start()) + 1
        )


def _not_yet(issue: IssueFile) -> Iterator[Problem]:
    """Words by which it is not shown yet; a field that says so is a finding of the head."""
    titles = issue.front.title.texts
    if not_yet.is_issue_marked(issue.slug, titles, issue.text, issue.body):
        yield problem(issue.path, "issue-not-yet-public")


def _names(issue: IssueFile) -> Iterator[Problem]:
    """Its short name, and its title."""
    slug = issue.slug
    if not slug.isascii() or slug != slug.lower() or " " in slug:
        yield problem(issue.path, "issue-name-form", slug=slug)
    if not issue.front.title.texts:
        yield issue.problem("missing-field", "title", field="title")


def _shared_cases(issue: IssueFile, cases: Mapping[int, int]) -> Iterator[Problem]:
    for case in issue.front.case:
        if cases.get(case, 0) > 1:
            yield issue.problem("case-in-two-issues", "case", case=case)


def _unknown_agencies(issue: IssueFile, context: Context) -> Iterator[Problem]:
    for word, loc in own_agencies(issue.front):
        if not context.agencies.find(word):
            near = context.agencies.nearest(word)
            yield issue.problem("unknown-agency", *loc, agency=shown(word), near=near)


def _history(issue: IssueFile) -> Iterator[Problem]:
    days = list(filter(None, map(attrgetter("date"), issue.front.status)))
    if days != sorted(days):
        yield issue.problem("status-out-of-order", "status")
    if not issue.has_reply:
        yield from _released_without_reply(issue)


def _released_without_reply(issue: IssueFile) -> Iterator[Problem]:
    case = ", ".join(map(str, issue.front.case)) or issue.slug
    for index, step in enumerate(issue.front.status):
        if step.status == "released" and not is_reason(step.note):
            yield issue.problem("released-without-reply", "status", index, case=case)


def _references(issue: IssueFile, speech_ids: SpeechIds) -> Iterator[Problem]:
    for loc, reference in filter(itemgetter(1), _cited(issue.front)):
        meeting, speech = split_reference(reference)
        if speech not in speech_ids(meeting):
            yield issue.problem("unknown-speech", *loc, speech=shown(reference, 80))


def _cited(front: IssueFront) -> Iterator[tuple[Loc, str]]:
    """The speeches that a head cites, "" for none, and where."""
    for index, step in enumerate(front.status):
        yield ("status", index, "speech"), step.speech
    for index, reference in enumerate(front.highlights):
        yield ("highlights", index), reference


def _links(issue: IssueFile) -> Iterator[Problem]:
    for loc, url in _addresses(issue.front):
        if code := url_trouble(url):
            yield issue.problem(code, *loc, host=shown(url, 60))


def _addresses(front: IssueFront) -> Iterator[tuple[Loc, str]]:
    """The addresses that a head names, and where."""
    for index, url in enumerate(front.urls):
        yield ("urls", index), url
    for index, link in enumerate(front.links):
        yield ("links", index, "url"), link.url
