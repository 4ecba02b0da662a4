"""The next meeting's paper in words: what `pipeline.trails.agenda` gathers, as headings, paragraphs and
lists in one language. What was found automatically says so beside its words, which lead to the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, starmap
from typing import Protocol

from minutes.cases import follow_up
from minutes.cases.claims import Claim, Evidence
from minutes.cases.dossier import AskedHelp, Task
from minutes.cases.follow_up import CaseState
from minutes.cases.trail import Entry
from minutes.publication.schedule import Scheduled
from minutes.records import terms
from minutes.records.front_matter import Bilingual, Vote
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.export.papers import PaperBlock, Run, block
from pipeline.trails.agenda import Agenda, LastWord, Point


class PaperLinks(Protocol):
    """The addresses to which a paper leads."""

    def passage(self, meeting: str, speech: str) -> str:
        """A speech in its place; the record where none is named ("")."""
        ...

    def case(self, number: int) -> str: ...

    def issue(self, slug: str) -> str: ...


class _Nowhere:
    """Where a paper that is no page's leads: nowhere."""

    def passage(self, meeting: str, speech: str) -> str:
        return ""

    def case(self, number: int) -> str:
        return ""

    def issue(self, slug: str) -> str:
        return ""


_PHRASES: Mapping[str, Bilingual] = {
    "quoted": Bilingual("「{words}」", "“{words}”"),
    "comma": Bilingual("、", ", "),
    "title": Bilingual("下次會議的案件一覽", "The cases for the next meeting"),
    "known": Bilingual(
        "本典藏最新的聯絡人會議紀錄是 {day}，之後的情形未知。製表日 {today}。",
        "The newest record of the network here is of {day}; what came after it is not known. Made on {today}.",
    ),
    "made": Bilingual("製表日 {today}。", "Made on {today}."),
    "cases": Bilingual("未見結案的案件", "Cases without a recorded end"),
    "none": Bilingual("沒有。", "None."),
    "case": Bilingual("第 {n} 案", "Case {n}"),
    "named": Bilingual("案名", "Title"),
    "host": Bilingual("主辦機關：", "Host agency: "),
    "no_host": Bilingual("紀錄未載明", "not stated in the records"),
    "state": Bilingual("狀態：", "State: "),
    "since": Bilingual("（{day} 起）", " (since {day})"),
    "last": Bilingual("最後一次提到：{day}", "Last spoken of: {day}"),
    "found": Bilingual("（自動尋得）", " (found automatically)"),
    "promised": Bilingual("承諾事項：", "Promised: "),
    "due": Bilingual("，期限 {day}", ", due {day}"),
    "overdue": Bilingual("（逾期）", " (overdue)"),
    "past": Bilingual("（期限已過，沒有更新的紀錄）", " (due day past, no newer record)"),
    "asked": Bilingual("待協助：", "Help asked for: "),
    "source": Bilingual("紀錄", "record"),
    "others": Bilingual("其他未完成事項", "Other open tasks"),
    "requests": Bilingual("其他待協助事項", "Other requests for help"),
    "ballots": Bilingual("待準備的票選", "Ballots to be prepared"),
    "options": Bilingual("選項：", "options: "),
    "awaited": Bilingual("待公開的紀錄", "Records awaited"),
}


@dataclass(frozen=True, slots=True)
class _PaperWriter:
    """Writes one agenda in one language."""

    view: View
    where: PaperLinks
    lang: str
    until: dt.date
    today: dt.date

    def phrase(self, name: str, **values: object) -> str:
        return _PHRASES[name].get(self.lang).format(**values)

    def quoted(self, words: str) -> str:
        return self.phrase("quoted", words=words)

    def page(self, state: CaseState) -> str:
        """The page of a case."""
        return self.where.issue(state.issue) if state.issue else self.where.case(state.case or 0)

    def words(self, found: Evidence) -> Run:
        return Run(self.quoted(found.words), self.where.passage(found.meeting, found.speech))

    @property
    def mark(self) -> Run:
        return Run(self.phrase("found"), is_mark=True)

    def ground(self, found: Claim | Entry | None) -> tuple[str | Run, ...]:
        """The mark of a claim, or of a record, that was found automatically, and its words."""
        if found is None or found.found != "automatic" or found.evidence is None:
            return ()
        return self.mark, self.words(found.evidence)

    def agency(self, word: str) -> str:
        return self.view.snapshot.catalogue.agencies.name_of(word, self.until, self.lang)

    def listed(self, words: Iterable[str]) -> str:
        return self.phrase("comma").join(map(self.agency, words))

    def point(self, point: Point) -> Iterator[PaperBlock]:
        """A case: its heading, then a line for each thing that is known."""
        state, claims = point.state, point.case.claims
        number = self.phrase("case", n=state.case) if state.case is not None else ""
        yield block(
            "subheading", Run(" ".join(filter(None, (number, state.title))), self.page(state))
        )
        if not state.issue and claims.is_title_found:
            yield block("item", self.phrase("named"), *self.ground(claims.title))
        yield block("item", self.phrase("host"), *self.hosts(point))
        ground = self.standing(point)
        status = terms.ISSUE_STATUS[state.status].get(self.lang)
        since = self.phrase("since", day=state.changed) if state.changed else ""
        yield block("item", self.phrase("state"), status, since, *ground)
        if point.last is not None:
            yield self.last(point.last, ground)
        yield from map(self.task, point.tasks)
        yield from map(self.ask, point.asks)

    def standing(self, point: Point) -> tuple[str | Run, ...]:
        """The mark of a state that words alone tell, and those words."""
        if not point.is_state_found:
            return ()
        return self.ground(point.case.ground_of(point.state)) or (self.mark,)

    def last(self, last: LastWord, above: Collection[str | Run]) -> PaperBlock:
        """When a case was last spoken of, with the words where they do not stand on the line `above`."""
        address = self.where.passage(last.meeting, last.speech)
        words = Run(self.quoted(last.words), address)
        where = words if last.words and words not in above else Run(self.phrase("source"), address)
        mark = self.mark if last.found == "automatic" else ""
        return block("item", self.phrase("last", day=last.date), mark, " ", where)

    def hosts(self, point: Point) -> Iterator[str | Run]:
        if not point.is_host_found:
            yield self.listed(point.state.hosts) or self.phrase("no_host")
            return
        for host in point.case.claims.hosts:
            yield self.agency(host.word)
            yield from self.ground(host)

    def task(self, task: Task) -> PaperBlock:
        due = task.action.due
        late = "overdue" if task.overdue(self.until) else "past"
        return block(
            "item",
            self.phrase("promised"),
            f"{self.listed(task.agencies)} ",
            task.action.task,
            self.phrase("due", day=due) if due else "",
            self.phrase(late) if due and due < self.today else "",
            " ",
            self.source(task.meeting, task.action.speech),
        )

    def ask(self, ask: AskedHelp) -> PaperBlock:
        between = " → ".join(filter(None, (self.listed(ask.sender), self.listed(ask.to))))
        where = self.source(ask.meeting, ask.request.speech)
        return block("item", self.phrase("asked"), f"{between} ", ask.request.what, " ", where)

    def source(self, meeting: str, speech: str) -> Run:
        """The link to the record of a line; a speech is named only if it is a plain id there."""
        found = self.view.meeting(meeting)
        ids = self.view.document(found).ids if found and speech else frozenset[str]()
        return Run(
            self.phrase("source"), self.where.passage(meeting, speech if speech in ids else "")
        )

    def vote(self, meeting: Meeting, vote: Vote) -> PaperBlock:
        """A ballot that is to come, with its options."""
        options = " / ".join(option.title for option in vote.options if option.title)
        text = f"{vote.ballot} {self.phrase('options')}{options} "
        return block("item", text, self.source(meeting.id, vote.speech))

    def scheduled(self, entry: Scheduled) -> PaperBlock:
        name = entry.title.get(self.lang) or terms.TIER[entry.tier].get(self.lang)
        return block("item", f"{entry.period or entry.date} {name}")


def paper(view: View, found: Agenda, lang: str, where: PaperLinks | None) -> tuple[PaperBlock, ...]:
    """The blocks of the paper in a language (`zh`, `en`); without `where`, nothing leads anywhere."""
    writer = _PaperWriter(view, where or _Nowhere(), lang, found.until, found.today)
    return tuple(_blocks(writer, found))


def _blocks(writer: _PaperWriter, found: Agenda) -> Iterator[PaperBlock]:
    yield block("title", writer.phrase("title"))
    newest = follow_up.newest(writer.view.public.meetings, found.today)
    yield block("text", writer.phrase("known" if newest else "made", day=newest, today=found.today))
    yield block("heading", writer.phrase("cases"))
    points = list(chain.from_iterable(map(writer.point, found.points)))
    yield from points or [block("text", writer.phrase("none"))]
    proposals = chain.from_iterable(map(writer.point, found.proposals))
    for name, lines in (
        ("ballots", [*proposals, *starmap(writer.vote, found.votes)]),
        ("others", list(map(writer.task, found.tasks))),
        ("requests", list(map(writer.ask, found.asks))),
        ("awaited", list(map(writer.scheduled, found.awaited))),
    ):
        if lines:
            yield block("heading", writer.phrase(name))
        yield from lines
