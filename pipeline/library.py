"""What trails are found with: the words of one view's records, and the cases that it knows."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict, defaultdict
from functools import cached_property

from minutes import numerals
from minutes.fold import fold
from minutes.keywords import Background
from minutes.model import Issue, Meeting
from minutes.passages import Passages
from minutes.trail import Trail, issue_of
from pipeline.archive import View

_KEPT = 300  # records whose passages stay in memory
_SAMPLE = 150  # groups of records that the background is counted from
_CASE = re.compile(r"(?:第|案號|序號|case|no\.?|#)?\s*([^\s]+?)\s*(?:案|次)?", re.I)


class Library:
    """The words of one public view's records, read when they are first needed."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.trails: dict[tuple[tuple[int, ...], str | None], Trail] = {}
        self._passages: OrderedDict[str, Passages] = OrderedDict()

    def passages(self, meeting: Meeting) -> Passages:
        """The words of a visible meeting; withdrawn speeches are not among them."""
        known = self._passages.get(meeting.id)
        if known is None:
            known = self._passages[meeting.id] = self._read(meeting)
            while len(self._passages) > _KEPT:
                self._passages.popitem(last=False)
        return known

    def _read(self, meeting: Meeting) -> Passages:
        snapshot = self.view.snapshot
        store = snapshot.store
        if store is None or meeting.id in snapshot.parsed or snapshot.facts[meeting.id].hidden:
            items = self.view.document(meeting).items
            return Passages.of((i.type, i.id, i.speaker, fold(i.text)) for i in items)
        said = store.said(meeting.id, range(len(store.table(meeting.id).types)))
        return Passages.of(
            (s.type, s.id, s.speaker, s.folded) for s in said if s.type not in {"title", "head"}
        )

    @cached_property
    def network(self) -> tuple[Meeting, ...]:
        """The network's own records, oldest first."""
        return tuple(m for m in reversed(self.view.public.meetings) if m.tier != "other")

    @cached_property
    def background(self) -> Background:
        """How words spread over the network's records; those of one case count as one."""
        groups: dict[object, list[Meeting]] = defaultdict(list)
        for meeting in self.network:
            groups[meeting.front.case if meeting.tier == "collaborative" and meeting.front.case
                   else meeting.id].append(meeting)  # fmt: skip
        chosen = list(groups.values())
        step = max(1, -(-len(chosen) // _SAMPLE))
        return Background.of([self.passages(m).joined for m in g] for g in chosen[::step])


_lock = threading.Lock()
_SHELF = "_library"


def library(view: View) -> Library:
    """The library of a view; the same as long as the view shows the same records."""
    # It lives and dies with the public view, as that view's own cached properties do.
    kept = vars(view.public)
    with _lock:
        known = kept.get(_SHELF)
        if not isinstance(known, Library):
            known = kept[_SHELF] = Library(view)
        return known


def resolve(view: View, wanted: str | int) -> tuple[tuple[int, ...], Issue | None] | None:
    """The case numbers and issue file that a reader means: a slug, or a number as people write it
    (7, 第七案, 序號 7). None where the archive knows neither."""
    issues = view.snapshot.catalogue.issues
    by_slug = {i.slug: i for i in issues}
    if isinstance(wanted, str) and wanted in by_slug:
        return by_slug[wanted].front.case, by_slug[wanted]
    number = wanted if isinstance(wanted, int) else _number(wanted)
    if number is None:
        return None
    issue = issue_of(issues, (number,))
    if issue is None and number not in known_cases(view):
        return None
    return (number,), issue


def _number(text: str) -> int | None:
    match = _CASE.fullmatch(fold(text[:40]).strip())
    return numerals.parse(match[1]) if match else None


def known_cases(view: View) -> tuple[int, ...]:
    """Every case number that a visible record or an issue file bears, in order."""
    found = {c for m in view.public.meetings for c in m.front.case}
    for m in view.public.meetings:
        found |= {r.case for r in m.front.reports if r.case is not None}
        found |= {o.case for v in m.front.votes for o in v.options if o.case is not None}
    found |= {c for i in view.snapshot.catalogue.issues for c in i.front.case}
    return tuple(sorted(found))
