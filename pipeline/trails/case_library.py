"""What trails are found with: the words of one view's records, and the cases that it knows."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from functools import cache, cached_property
from typing import Any, TypeVar

from minutes.recognition import ballot_results, case_profile, mentions
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.keywords import Background
from minutes.recognition.names import likeness
from minutes.recognition.passages import Passages, Span
from minutes.recognition.proposals import full_results, numbering
from minutes.recognition.proposals.numbering import NumberedProposal
from minutes.records.model import Meeting
from minutes.registers.agencies import Agency
from minutes.registers.spelled_agencies import SpelledAgencies
from minutes.text.folding import fold
from minutes.text.han import opened
from minutes.text.lists import without_empty
from pipeline.archive.snapshot import View
from pipeline.index.text_store import TYPES
from pipeline.trails.cache import Memo, digest_of
from pipeline.trails.reading.evidence import Findings

Made = TypeVar("Made")
_KEPT = 300  # records whose passages stay in memory
_SAME = 0.95  # of the records that the background was counted from
_NO_PASSAGE = frozenset({"title", "head"})
_SAMPLE = 150  # groups of records that the background is counted from


class CaseLibrary:
    """The words of one public view's records, read when they are first needed."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.profiles: dict[int, CaseProfile] = {}
        """What every case that has records of its own is recognised by, before its names are known."""
        self.assembled: dict[tuple[tuple[int, ...], str | None], Any] = {}
        kept = view.snapshot.data if view.snapshot.store is not None else None
        self.cases: dict[tuple[tuple[int, ...], str | None], Any] = {}
        self.worked_out = 0
        """How many cases were not kept by any index and had to be worked out here."""
        self.memo = Memo(kept)
        self._made: dict[str, Any] = {}
        self._fingerprints: dict[str, str] = {}
        self._passages: OrderedDict[str, Passages] = OrderedDict()

    def passages(self, meeting: Meeting) -> Passages:
        """The words of a visible meeting; withdrawn speeches are not among them."""
        # Those that were asked for last stay: meetings that go through cases are asked for again and again.
        known = self._passages.pop(meeting.id, None) or self._read(meeting)
        self._passages[meeting.id] = known
        while len(self._passages) > _KEPT:
            self._passages.popitem(last=False)
        return known

    def _read(self, meeting: Meeting) -> Passages:
        snapshot = self.view.snapshot
        store = snapshot.store
        if store is None or meeting.id in snapshot.parsed or snapshot.facts[meeting.id].hidden:
            items = self.view.document(meeting).items
            return Passages.of((i.type, i.id, i.speaker, fold(i.text)) for i in items)
        return Passages.of(p for p in store.passages(meeting.id) if p[0] not in _NO_PASSAGE)

    def fingerprint(self, meeting: Meeting) -> str:
        """The fingerprint of a record's words as this view shows them; "" where they are not to be kept."""
        known = self._fingerprints.get(meeting.id)
        if known is None:
            snapshot = self.view.snapshot
            # The file stays as it is when a row withdraws a speech of it, and so does the index's text.
            struck = snapshot.catalogue.gate.withdrawn_marks(meeting.id)
            hidden = [*sorted(snapshot.facts[meeting.id].hidden), *struck]
            whole = (
                meeting.digest and snapshot.store is not None and meeting.id not in snapshot.parsed
            )
            known = digest_of(meeting.id, meeting.digest, hidden) if whole else ""
            self._fingerprints[meeting.id] = known
        return known

    def kept(self, meeting: Meeting, what: str, make: Callable[[], Any], *which: object) -> Any:
        """What `make` reads in a record, kept as long as its words are the same: plain JSON values only.
        `what` says what is read there, `which` what of it."""
        fingerprint = self.fingerprint(meeting)
        key = " ".join(map(str, (what, fingerprint or meeting.id, *which)))
        return self.memo.get(key, [fingerprint], make)

    def findings(self, meeting: Meeting, of: CaseProfile, *, numbers: bool) -> Findings | None:
        """What a record says of what a profile stands for; None where it says nothing."""
        fingerprint = self.fingerprint(meeting)

        def make() -> Any:
            passages = self.passages(meeting)
            mention = mentions.find(passages, of, numbers=numbers, on=meeting.date)
            return Findings.of(mention, passages).plain() if mention else None

        key = f"finding {self.profile_fingerprint(of)} {fingerprint} {numbers:d}"
        told = self.memo.get(key, [fingerprint], make) if fingerprint else make()
        return Findings.read(told) if told else None

    def profile_fingerprint(self, of: CaseProfile) -> str:
        """The fingerprint of a profile."""
        known = self._made.get(f"fingerprint {id(of)}")
        if known is None or known[0] is not of:
            known = self._made[f"fingerprint {id(of)}"] = (of, digest_of(of.plain()))
        fingerprint: str = known[1]
        return fingerprint

    def winners(self, meeting: Meeting) -> list[Winner]:
        """The proposals that a monthly meeting's ballots chose, each as fully as the meeting tells of it."""

        def make() -> Any:
            found = full_results.completed(self.passages(meeting), self._results(meeting))
            return list(map(_plain, found))

        return list(map(winner_of, self.kept(meeting, "winners", make)))

    def _results(self, meeting: Meeting) -> list[Winner]:
        """The proposals that its ballots chose, as the results give them."""

        def make() -> Any:
            return list(map(_plain, ballot_results.winners(self.passages(meeting))))

        return list(map(winner_of, self.kept(meeting, "results", make)))

    def numberings(self, meeting: Meeting) -> list[NumberedProposal]:
        """The numbers that a monthly meeting gives to what it chose."""

        def make() -> Any:
            given = numbering.read(self.passages(meeting), self._results(meeting))
            return [[one.number, _plain(one.proposal), list(one.span)] for one in given]

        told = self.kept(meeting, "numbers", make)
        return [
            NumberedProposal(number, winner_of(proposal), Span(*span))
            for number, proposal, span in told
        ]

    def text(self, meeting: Meeting, number: int, start: int, end: int) -> str:
        """Some words of a passage as they are written."""

        def make() -> str:
            written = self._written(meeting, number)
            return written[slice(*opened(fold(written), start, end))]

        found: str = self.kept(meeting, "text", make, number, start, end)
        return found

    def _written(self, meeting: Meeting, number: int) -> str:
        """The words of a passage, from the texts that the index keeps where it keeps them."""
        store = self.view.snapshot.store
        if (
            store is None
            or not self.fingerprint(meeting)
            or self.view.snapshot.facts[meeting.id].hidden
        ):
            return self.view.document(meeting).items[number].text
        types = store.table(meeting.id).types
        places = [place for place, kind in enumerate(types) if TYPES[kind] not in _NO_PASSAGE]
        return store.said(meeting.id, [places[number]])[0].text

    def likeness(self, speeches: Sequence[str]) -> Callable[[str], float]:
        """How like a name is to what is said in some speeches."""
        joined = "\n".join(speeches)

        @cache
        def like(name: str) -> float:
            return likeness(name, joined, len(speeches), self.background)

        return like

    def spoken_of(self, own: Sequence[Meeting], on: dt.date | None) -> list[Agency]:
        """The agencies of a day of which some records speak most."""
        told = digest_of([(m.id, self.fingerprint(m)) for m in own], on)

        def count(_: CaseLibrary) -> list[Agency]:
            speeches = [text for m in own for text in self.passages(m).spoken]
            agencies = self.view.snapshot.catalogue.agencies
            return case_profile.most_spoken_of(speeches, agencies, on)

        return self.once(f"spoken of {told}", count)

    def once(self, name: str, make: Callable[[CaseLibrary], Made]) -> Made:
        """What is made of this library once, under a name."""
        if name not in self._made:
            self._made[name] = make(self)
        found: Made = self._made[name]
        return found

    @cached_property
    def spelled(self) -> SpelledAgencies:
        """The spellings of the view's agencies."""
        return SpelledAgencies.of(self.view.snapshot.catalogue.agencies)

    @cached_property
    def network(self) -> tuple[Meeting, ...]:
        """The network's own records, oldest first."""
        return tuple(m for m in reversed(self.view.public.meetings) if m.tier != "other")

    @cached_property
    def background(self) -> Background:
        """How words spread over the network's records; those of one case count as one. What was
        counted before is used as long as nearly all of these records are what they were."""
        kept = self.memo.spread() if self.groups is self.memo.groups else None
        if kept is not None:
            return Background(kept["groups"], Counter(kept["spread"]))
        by_id = self.view.public.by_id
        groups = _by_case(by_id[ident] for ident in self.groups)
        return Background.of([self.passages(m).joined for m in group] for group in groups)

    @cached_property
    def groups(self) -> dict[str, str]:
        """The records that the background is counted from, by id, with their fingerprints then."""
        kept = self.memo.groups
        now = {m.id: self.fingerprint(m) for m in self.network}
        same = sum(now.get(ident) == then for ident, then in kept.items())
        if kept and kept.keys() <= now.keys() and same >= len(kept) * _SAME:
            return kept
        chosen = _by_case(self.network)
        step = max(1, -(-len(chosen) // _SAMPLE))
        return {m.id: now[m.id] for group in chosen[::step] for m in group}

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprints of all records that may be kept, by id."""
        found = {m.id: self.fingerprint(m) for m in self.view.public.meetings}
        return without_empty(found)

    @cached_property
    def core(self) -> str:
        """A fingerprint of what bears on every case: the collaborative records, issue files, agencies."""
        own = sorted(self.fingerprint(m) for m in self.network if m.tier == "collaborative")
        issues = [(i.slug, i.front) for i in self.view.snapshot.catalogue.issues]
        days = {s.date for _, front in issues for s in front.status if s.date}
        passed = sum(day <= self.view.public.now.date() for day in days)
        return digest_of(own, issues, passed, self.surroundings)

    @cached_property
    def changed(self) -> tuple[Meeting, ...]:
        """The records that are not as they were when cases were kept last."""
        over = self.memo.over
        return tuple(
            m
            for m in self.view.public.meetings
            if not self.fingerprint(m) or over.get(m.id) != self.fingerprint(m)
        )

    @cached_property
    def declaring(self) -> tuple[Meeting, ...]:
        """The records whose head or title says anything of cases or issues."""
        return tuple(filter(_declares, self.view.public.meetings))

    @cached_property
    def surroundings(self) -> str:
        """A fingerprint of everything but records that profile depend on: the background and the agencies."""
        agencies = list(self.view.snapshot.catalogue.agencies)
        return digest_of(self.groups, agencies)

    def keep(self) -> None:
        """Write down what was worked out, for whoever opens this data folder next."""
        fresh = self.groups is not self.memo.groups
        spread = (
            {"groups": self.background.groups, "spread": self.background.spread} if fresh else None
        )
        self.memo.save(self.groups, spread, self.fingerprints)


def _plain(winner: Winner) -> list[Any]:
    """A chosen proposal as it is kept."""
    return list(astuple(winner))


def winner_of(kept: Sequence[Any]) -> Winner:
    """A chosen proposal of what was kept of it."""
    span, name, share, is_formal, whole = kept
    return Winner(Span(*span), name, share, is_formal, Span(*whole) if whole else None)


def _declares(meeting: Meeting) -> bool:
    front = meeting.front
    told = (front.case, front.issue, front.reports, front.votes, front.decisions, front.actions)
    return any(told) or bool(front.requests)


def _by_case(meetings: Iterable[Meeting]) -> list[list[Meeting]]:
    """Records in groups: the collaborative ones of one case together, every other by itself."""
    groups: dict[object, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        case = meeting.front.case if meeting.tier == "collaborative" else ()
        groups[case or meeting.id].append(meeting)
    return list(groups.values())


_lock = threading.Lock()
_SHELF = "_library"


def case_library(view: View) -> CaseLibrary:
    """The library of a view; the same as long as the view shows the same records."""
    # It lives and dies with the public view, as that view's own cached properties do.
    kept = vars(view.public)
    with _lock:
        known = kept.get(_SHELF)
        if not isinstance(known, CaseLibrary):
            known = kept[_SHELF] = CaseLibrary(view)
        return known
