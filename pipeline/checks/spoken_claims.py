"""What people declare of cases, compared with what meetings say in so many words: rulings under a
case's own number, a ballot's result that names its proposals, agencies that are named as hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path

from minutes.addresses.references import split_reference
from minutes.clock import iso_text
from minutes.findings.problem import Problem, problem
from minutes.recognition import ballot_results, rulings
from minutes.recognition.agenda import called_back
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.ballot_results import Winner
from minutes.recognition.names import alike
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import asked_agencies
from minutes.records.front_matter import Status, Vote
from minutes.registers.spelled_agencies import ministry
from minutes.text.folding import fold
from minutes.text.han import opened
from minutes.text.lists import only
from pipeline.checks.rules.issues import IssueFile, read_issues
from pipeline.checks.rules.subject import Context, Subject, shown
from pipeline.source.parser import Parsed

Record = Callable[[str], Parsed | None]
"""The record with an id, or None where there is no such meeting."""
Place = tuple[int, int]

_AGENDAS = frozenset({"monthly", "seasonal"})
# What a meeting rules on a case, and which declared states say something else.
_UNLIKE: Mapping[str, frozenset[str]] = {
    "released": frozenset({"tracked", "paused", "not_held"}),
    "held": frozenset({"released"}),
    "paused": frozenset({"released", "not_held"}),
    "not_held": frozenset({"released", "tracked"}),
}
_SAME_NAME = 0.8  # of the pairs of characters of the shorter of two names of one proposal
_LONGEST = 60  # characters of the words that a finding quotes


@dataclass(frozen=True)
class SpokenRecord:
    """What one monthly or seasonal meeting says: its passages, and the items of its agenda."""

    parsed: Parsed
    context: Context
    passages: Passages
    items: tuple[AgendaItem, ...]

    @classmethod
    def of(cls, parsed: Parsed, context: Context) -> SpokenRecord:
        """What a record says; nothing where it has no agenda."""
        spoken = parsed.document.items if parsed.meeting.tier in _AGENDAS else ()
        passages = Passages.of((i.type, i.id, i.speaker, fold(i.text)) for i in spoken)
        items = called_back.read(passages, context.spelled.pattern) if spoken else ()
        return cls(parsed, context, passages, items)

    def items_of(self, case: int) -> list[AgendaItem]:
        """The items that call a case up by its number, and no other."""
        return [item for item in self.items if _is_report_on(item, case)]

    def ruling(self, case: int) -> tuple[str, Span] | None:
        """What it rules on a case last, and where it says so."""
        last_word = partial(rulings.last_word, self.passages)
        newest_first = map(last_word, reversed(self.items_of(case)))
        return next(filter(None, newest_first), None)

    def hosts(self, case: int) -> dict[str, Span]:
        """The ministries, by id, that it names as hosts of a case, with the words."""
        pattern = self.context.spelled.pattern
        if pattern is None:
            return {}
        asked = chain.from_iterable(
            asked_agencies.in_item(self.passages, item, pattern) for item in self.items_of(case)
        )
        named = {self._ministry(told.body): told.span for told in asked if told.role == "host"}
        named.pop("", None)
        return named

    def _ministry(self, name: str) -> str:
        body = self.context.spelled.on(name, self.parsed.meeting.date)
        head = ministry(self.context.agencies, body)
        return head.id if head else ""

    def winners(self) -> list[Winner]:
        """The proposals that its ballots chose, as the results name them."""
        return [w for w in ballot_results.winners(self.passages) if w.is_formal]

    def words(self, span: Span) -> str:
        """The words of a stretch as a finding quotes them, with the file and line where they stand."""
        item = self.parsed.document.items[span.number]
        first, end = opened(fold(item.text), span.start, span.end)
        words = " ".join(item.text[first:end].split())
        return f"「{shown(words, _LONGEST)}」（{self.parsed.meeting.path}:{item.line}）"


def _is_report_on(item: AgendaItem, case: int) -> bool:
    """Whether a case reports below an item, called up by its number and for certain."""
    is_of_case = (item.part, item.numbers) == ("reports", (case,))
    return is_of_case and item.serial and not item.unsure


def reports(subject: Subject, context: Context) -> Iterator[Problem]:
    """A report in front matter says what the meeting rules on the case."""
    declared = subject.parsed.meeting.front.reports
    if not declared:
        return
    spoken = SpokenRecord.of(subject.parsed, context)
    for index, report in enumerate(declared):
        place = subject.field(*subject.entry("reports", index), "status")
        yield from _ruled(spoken, subject.path, place, report.case, report.status)


def _ruled(
    spoken: SpokenRecord, path: str, place: Place, case: int | None, declared: str | None
) -> Iterator[Problem]:
    """The finding that a meeting rules something else on a case than is declared."""
    ruled = spoken.ruling(case) if case is not None else None
    if ruled is None or declared not in _UNLIKE.get(ruled[0], ()):
        return
    said, span = ruled
    words = spoken.words(span)
    yield problem(
        path, "status-unlike-words", *place, case=case, declared=declared, said=said, words=words
    )


def results(subject: Subject, context: Context) -> Iterator[Problem]:
    """What is marked as not chosen is not among those that the record's own result names."""
    votes = subject.parsed.meeting.front.votes
    if not votes:
        return
    spoken = SpokenRecord.of(subject.parsed, context)
    winners = spoken.winners()
    for index, vote in enumerate(votes):
        loc = (*subject.entry("votes", index), "options")
        lines = {_named(vote, line): line for line in winners}
        for number in _not_chosen(vote) & lines.keys():
            title = shown(vote.options[number].title)
            words = spoken.words(lines[number].span)
            at = (*loc, number, "result")
            yield subject.problem("result-unlike-words", *at, title=title, words=words)


def _not_chosen(vote: Vote) -> set[int]:
    """The numbers of the options that are marked as not chosen."""
    return {number for number, option in enumerate(vote.options) if option.result == "not_selected"}


def _named(vote: Vote, line: Winner) -> int | None:
    """The one option that a line of a result plainly names, None where it is none or several."""
    likeness = [alike(line.name, fold(option.title)) for option in vote.options]
    return only(number for number, value in enumerate(likeness) if value >= _SAME_NAME)


def issues(folder: Path, context: Context, record: Record) -> Iterator[Problem]:
    """The findings about issue files: their steps and hosts against the meetings that they name, by a
    speech or as the monthly or seasonal meeting of the day."""
    hear = cache(partial(_heard, record, context))  # many issues name one meeting
    for issue in read_issues(folder)[0]:
        if issue.front.case:
            yield from _issue(issue, context, hear)


def _issue(
    issue: IssueFile, context: Context, hear: Callable[[str], SpokenRecord | None]
) -> Iterator[Problem]:
    heard: dict[str, SpokenRecord] = {}
    for index, step in enumerate(issue.front.status):
        place = issue.place("status", index, "status")
        for spoken in filter(None, map(hear, _meetings_of(step, context))):
            heard[spoken.parsed.meeting.id] = spoken
            for case in issue.front.case:
                yield from _ruled(spoken, issue.path, place, case, step.status)
    yield from _hosted(issue, context, heard.values())


def _heard(record: Record, context: Context, meeting: str) -> SpokenRecord | None:
    """What a meeting says, None where there is none whose agenda calls cases up."""
    parsed = record(meeting)
    if parsed is None or parsed.meeting.tier not in _AGENDAS:
        return None
    return SpokenRecord.of(parsed, context)


def _meetings_of(step: Status, context: Context) -> dict[str, None]:
    """The records that a step may tell of, by id: that of the speech that it cites, and those of its day."""
    cited, _ = split_reference(step.speech)
    held = [ident for ident in context.meetings if ident[:10] == iso_text(step.date)]
    return dict.fromkeys(filter(None, [cited, *held]))


def _hosted(issue: IssueFile, context: Context, heard: Iterable[SpokenRecord]) -> Iterator[Problem]:
    """The finding that meetings name hosts of which the issue file names none."""
    front = issue.front
    bodies = chain.from_iterable(
        map(context.agencies.find, (*front.host_agency, *front.co_agencies))
    )
    known = {head.id for body in bodies if (head := ministry(context.agencies, body))}
    for spoken in heard if known else ():
        named = {k: v for case in front.case for k, v in spoken.hosts(case).items()}
        if named and not known & named.keys():
            ident, span = next(iter(named.items()))
            yield problem(
                issue.path,
                "host-unlike-words",
                *issue.place("host_agency"),
                declared=shown(", ".join(front.host_agency)),
                said=context.agencies.by_id[ident].name.zh,
                words=spoken.words(span),
            )
            return
