"""Which agency hosts a case that says it nowhere: worked out from who is asked to report on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from minutes.cases.trail import AGENDAS, Trail
from minutes.recognition import agenda, case_profile
from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han
from pipeline.archive.snapshot import View
from pipeline.trails.cache import digest_of
from pipeline.trails.case_library import CaseLibrary, case_library

_TWICE = 2  # meetings in which somebody is asked, where the case's own records do not point there


def inferred_hosts(view: View, way: Trail) -> tuple[str, ...]:
    """The ids of the agencies that words make the hosts of a trail's case; none where a record or
    an issue file names them, or where the words tell too little.

    A monthly or seasonal meeting must have asked an agency (or one below it) to report on the case;
    and two of them, unless the case's own records speak of it most too.
    """
    if way.hosts or way.issue is not None:
        return ()  # an issue file without a host says that none is settled
    shelf = case_library(view)
    meetings = {e.meeting: m for e in way.records if (m := view.meeting(e.meeting))}
    marks = [shelf.mark(m) for m in meetings.values()]
    told = [(e.meeting, e.speeches) for e in way.records]
    key = digest_of("hosts", way.cases, way.issue, told, marks, shelf.surroundings)

    def make() -> Any:
        agencies = view.snapshot.catalogue.agencies
        counts = _asked(shelf, way)
        own = _spoken_of(shelf, way)
        most = max(counts.values(), default=0)
        sure = [a for a, n in counts.items() if a in own or (n >= _TWICE and 2 * n >= most)]
        return sorted(sure, key=lambda a: (-counts[a], agencies.by_id[a].id))

    return tuple(shelf.memo.get(key, marks, make))


def _asked(shelf: CaseLibrary, way: Trail) -> Counter[str]:
    """In how many monthly and seasonal meetings each agency is asked to report on the case."""
    pattern, spelled = shelf.once("bodies", _bodies)
    counts: Counter[str] = Counter()
    for entry in way.records:
        meeting = shelf.view.meeting(entry.meeting)
        if meeting is None or meeting.tier not in AGENDAS or pattern is None:
            continue
        passages = shelf.passages(meeting)
        wanted = frozenset(entry.speeches)
        places = [n for n, ident in enumerate(passages.ids) if ident in wanted]
        words = agenda.asked(passages, places, pattern)
        found = (
            next((a for a in spelled[w] if not meeting.date or a.valid_on(meeting.date)), None)
            for w in words
        )
        counts.update(_heads(shelf.view.snapshot.catalogue.agencies, filter(None, found)))
    return counts


def _spoken_of(shelf: CaseLibrary, way: Trail) -> set[str]:
    """The agencies of which the case's own records speak most."""
    agencies = shelf.view.snapshot.catalogue.agencies
    met = [shelf.view.meeting(e.meeting) for e in way.records]
    own = [m for m in met if m and m.tier not in AGENDAS and {*m.front.case} & {*way.cases}]
    speeches = [text for m in own for text in shelf.passages(m).spoken]
    day = max((m.date for m in own if m.date), default=None)
    return _heads(agencies, case_profile.most_spoken_of(speeches, agencies, day))


def _heads(agencies: Agencies, bodies: Iterable[Agency]) -> set[str]:
    """These agencies, or the ministry above each; what stands above ministries is no host."""
    found = set()
    for body in bodies:
        while (above := agencies.parent(body)) is not None and not _is_root(agencies, above):
            body = above
        if not _is_root(agencies, body):
            found.add(body.id)
    return found


def _is_root(agencies: Agencies, body: Agency) -> bool:
    """Whether two levels stand below an agency and none above."""
    return body.parent is None and any(agencies.children(a) for a in agencies.children(body))


def _bodies(shelf: CaseLibrary) -> tuple[re.Pattern[str] | None, dict[str, list[Agency]]]:
    """The Chinese names of all agencies, folded: as one pattern, the longest first, and by name."""
    spelled: dict[str, list[Agency]] = {}
    for agency in shelf.view.snapshot.catalogue.agencies:
        for name in spellings(agency):
            if len(name) > 1 and is_han(name[0]):
                spelled.setdefault(fold(name), []).append(agency)
    if not spelled:
        return None, {}
    longest = sorted(spelled, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), spelled
