"""Which ruling of a meeting is on which case: under its own call, on several cases at once, or in a sentence
that names it wherever it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from functools import partial
from itertools import chain, filterfalse, takewhile
from typing import Any

from minutes.recognition import named_rulings, rulings
from minutes.recognition.agenda import worths
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.named_rulings import Named
from minutes.recognition.passages import Passages, Span, clause_start, sentence_start
from minutes.recognition.rulings import Ruling
from minutes.recognition.statements import verdicts
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records.case_numbers import find_bare, find_counted
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas
from pipeline.trails.reading.agendas import TakenUpItem

_OF_ALL = pattern("release", "of_all")
_AGREED_BEFORE, _AS_AGREED = pattern("release", "agreed_before"), pattern("release", "as_agreed")
_ENDS_FOR_GOOD = frozenset({"released", "not_held", "self_run"})
_NO_ITEM = AgendaItem("talk", Span(0, 0, 0))
Ruled = tuple[TakenUpItem, Ruling]


def last(library: CaseLibrary, found: Assembled) -> Ruled | None:
    """What a meeting says last of how a case goes on, with the item under which it stands; words that are not
    plain take nothing back that an earlier meeting ruled."""
    under_call = chain.from_iterable(map(partial(_under_call, library, found), found.taken))
    chosen = [found.choice[0].sort_day] if found.choice else []
    meetings = agendas.held_since(library, min([found.life.first, *chosen]))
    named = chain.from_iterable(map(partial(_named, library, found), meetings))
    new = filterfalse(partial(is_retold, library), chain(under_call, named))
    said = sorted(new, key=partial(_plainest_of_the_last, library))
    return _last_plain(list(filterfalse(partial(_is_carried_out, library, said), said)))


def is_retold(library: CaseLibrary, ruled: Ruled) -> bool:
    """Whether words only tell of a release that was ruled or agreed on before."""
    taken, ruling = ruled
    passages = library.passages(taken.meeting)
    said = ruling.span.of(passages)
    is_told = not ruling.ends() and verdicts.tells_release(said)
    return is_told or _AGREED_BEFORE.search(_up_to(passages, ruling)) is not None


def _up_to(passages: Passages, ruling: Ruling) -> str:
    """The sentence of a ruling, up to its end."""
    text = passages.texts[ruling.span.number]
    return text[sentence_start(text, ruling.span.start) : ruling.span.end]


def tells_earlier_ruling(text: str) -> bool:
    """Whether folded words tell of what was ruled or agreed on in an earlier meeting."""
    return any(known.search(text) for known in (_AGREED_BEFORE, _AS_AGREED))


def _is_carried_out(library: CaseLibrary, said: Sequence[Ruled], ruled: Ruled) -> bool:
    """Whether words that are not plain only tell that an earlier release, which waited for something, was carried
    out: 「904案，依照上次的決議，就算解管了」 (invented)."""
    taken, ruling = ruled
    waiting = (one for one in said if one[0].date < taken.date and one[1].condition)
    is_unclear = ruling.outcome == "unclear" and any(map(_is_release, waiting))
    passages = library.passages(taken.meeting)
    said_of_it = f"{taken.item.text(passages)}\n{_up_to(passages, ruling)}"
    return is_unclear and tells_earlier_ruling(said_of_it)


def _is_release(ruled: Ruled) -> bool:
    return ruled[1].outcome == "released"


def _last_plain(said: Sequence[Ruled]) -> Ruled | None:
    """The last of some rulings; one that an agency runs by itself is not released later. Words that are not plain
    count where nothing was surely ended before their day."""
    *_, final = [None, *said]
    plain = list(filter(_is_plain, said))
    if final is None or not plain:
        return final
    ended = takewhile(_ends_for_good, reversed(plain))
    # What is said of it again later only tells of it.
    *_, last = [plain[-1], *filter(_is_self_run, ended)]
    is_sure = last[1].ends() and last[1].condition is None
    is_last = plain[-1] is final
    return last if is_last or (is_sure and last[0].date < final[0].date) else final


def _ends_for_good(ruled: Ruled) -> bool:
    """Whether a ruling ends a case so that nothing is heard of it any more."""
    return ruled[1].outcome in _ENDS_FOR_GOOD and ruled[1].condition is None


def _is_self_run(ruled: Ruled) -> bool:
    return ruled[1].outcome == "self_run"


def _is_plain(ruled: Ruled) -> bool:
    return ruled[1].outcome != "unclear"


def _plainest_of_the_last(library: CaseLibrary, ruled: Ruled) -> tuple[dt.date, bool, Span]:
    """Of one meeting's rulings the last one counts, but before all where the case was surely called up."""
    taken, ruling = ruled
    is_sure = not taken.item.unsure or (_is_plain(ruled) and _answers_report(library, ruled))
    return taken.date, is_sure, ruling.span


def _answers_report(library: CaseLibrary, ruled: Ruled) -> bool:
    """Whether who presides rules on what was reported under the sure call before: to who reported there, or to
    another host who asks for a release as well."""
    taken, ruling = ruled
    passages, place = library.passages(taken.meeting), ruling.span.number
    sure = _sure_before(library, taken)
    if sure is None or passages.speakers[place] not in passages.presiding:
        return False
    others = (passages.speakers[number] for number in range(place - 1, sure.heading.number, -1))
    last = next(filterfalse(passages.presiding.__contains__, filter(None, others)), None)
    reported = map(passages.speakers.__getitem__, sure.passages)
    both = map(partial(rulings.asks, passages), (sure, taken.item))
    return last in {*reported} - {None} or all(both)


def _sure_before(library: CaseLibrary, taken: TakenUpItem) -> AgendaItem | None:
    """The item that surely called up the same cases, after which nothing else was called up before this one."""
    items = agendas.of_meeting(library, taken.meeting)
    before = [one for one in items if one.heading < taken.item.heading]
    same = takewhile(lambda one: one.numbers == taken.item.numbers, reversed(before))
    return next((one for one in same if not one.unsure), None)


def _under_call(library: CaseLibrary, found: Assembled, taken: TakenUpItem) -> Iterator[Ruled]:
    """What is ruled in an item, where it is the case's."""
    ruling = agendas.ruling(library, taken)
    if ruling is None or not ruling.ends():
        ruling = _with_others(library, taken) or ruling
    if ruling is not None and not _is_its_own(library, found, taken, ruling):
        yield from _under_call(library, found, _until(taken, ruling))
        return
    if ruling is not None:
        yield taken, ruling


def _until(taken: TakenUpItem, ruling: Ruling) -> TakenUpItem:
    """An item up to a ruling that is on another case."""
    place = ruling.span
    before = (span for span in taken.item.spans if span.number < place.number)
    same = (span for span in taken.item.spans if span.number == place.number)
    cut = (span._replace(end=min(span.end, place.start)) for span in same)
    kept = tuple(span for span in chain(before, cut) if span.end > span.start)
    return replace(taken, item=replace(taken.item, spans=kept))


def _is_its_own(library: CaseLibrary, found: Assembled, taken: TakenUpItem, ruling: Ruling) -> bool:
    """Whether a ruling in an item is on the case, and not on another one that its sentence names."""
    passages = library.passages(taken.meeting)
    sentence = ruling.span.of(passages)
    told = verdicts.until_release(sentence)
    known = passages.numbered_cases | agendas.numbers_near_calls(library, taken.meeting)
    if not found.profile.numbers.isdisjoint(named_rulings.excepted(sentence, known)):
        return False
    first, end = verdicts.deciding(sentence, ruling.outcome) or (0, 0)
    clause = sentence[clause_start(sentence, first) : end]
    if ruling.outcome == "merged":
        told = clause = sentence[:first]
    for named in (named_rulings.numbers(told, known), named_rulings.numbers(clause, known)):
        if named and named.isdisjoint(found.profile.numbers):
            return False
    return not _is_for_another(library, found, told) and _is_shared(library, found, taken, sentence)


def _is_shared(library: CaseLibrary, found: Assembled, taken: TakenUpItem, sentence: str) -> bool:
    """Whether a ruling under a call of several cases is on all of them, or on this one."""
    others = {*taken.item.numbers} - found.profile.numbers
    if not (others and taken.by_number):
        return True
    if numbers_others(found.profile, sentence):
        return False
    if names_all(found.profile, sentence):
        return True
    own = worths.value(sentence, found.profile)[0]
    profiles = filter(None, map(library.profiles.get, others))
    return own > max((worths.value(sentence, other)[0] for other in profiles), default=0.0)


def names_all(profile: CaseProfile, sentence: str) -> bool:
    """Whether a folded sentence gives the case's number, or is said of all that were called up."""
    return bool(_numbers(profile, sentence) & profile.numbers or _OF_ALL.search(sentence))


def numbers_others(profile: CaseProfile, sentence: str) -> bool:
    """Whether a folded sentence names other cases by their numbers, and not this one."""
    told = set(filter(WEIGHTS.options.__lt__, _numbers(profile, sentence)))
    return bool(told) and told.isdisjoint(profile.numbers)


def _numbers(profile: CaseProfile, sentence: str) -> set[int]:
    """The numbers by which a folded sentence names cases: near the case's own it may do so without a word."""
    near = (range(n - WEIGHTS.unheld, n + WEIGHTS.unheld + 1) for n in profile.numbers)
    counted = find_counted(sentence)
    bare = find_bare(sentence, {*chain.from_iterable(near)}, counted)
    return {one.number for one in (*counted, *bare)}


def _is_for_another(library: CaseLibrary, found: Assembled, sentence: str) -> bool:
    """Whether a ruling names what another case is about, and nothing of this one."""
    own = found.profile.subject | found.profile.chief | found.profile.core
    if any(map(sentence.__contains__, own)):
        return False
    others = (p.subject for n, p in library.profiles.items() if n not in found.profile.numbers)
    telling = filter(_is_telling, chain.from_iterable(others))
    return any(map(sentence.__contains__, telling))


def _is_telling(word: str) -> bool:
    return len(word) > 2


def _named(library: CaseLibrary, found: Assembled, meeting: Meeting) -> Iterator[Ruled]:
    """The rulings of a meeting that name the case by its number, each under whatever call it stands."""
    for numbers, ruling in naming(library, meeting):
        if not found.profile.numbers.isdisjoint(numbers):
            item = agendas.item_at(library, meeting, ruling.span) or _NO_ITEM
            yield TakenUpItem(meeting, item, by_number=True), ruling


def naming(library: CaseLibrary, meeting: Meeting) -> Iterator[Named]:
    """The rulings of a meeting that name cases by their numbers."""

    def make() -> Any:
        read = named_rulings.read(
            library.passages(meeting),
            agendas.numbers_near_calls(library, meeting),
            agendas.numbers_called_up(library, meeting),
        )
        return [[sorted(numbers), list(astuple(ruling))] for numbers, ruling in read]

    for numbers, (outcome, *spans) in library.kept(meeting, "named-rulings", make):
        yield frozenset(numbers), Ruling(outcome, *(span and Span(*span) for span in spans))


def _with_others(library: CaseLibrary, taken: TakenUpItem) -> Ruling | None:
    """A sentence further on that releases several cases at once (「這兩案都可以解管」), this one among
    them: so many cases were called up last, and this one asked for it, or they were called up together."""
    passages = library.passages(taken.meeting)
    together = frozenset(taken.item.numbers)
    asks = rulings.asks(passages, taken.item)
    if not asks and len(together) < 2:
        return None
    items = agendas.all_items(library)[taken.meeting.id]
    since: set[tuple[int, ...]] = set()
    same_turn = True
    for item in (one for one in items if one.heading > taken.item.heading):
        same_turn = same_turn and rulings.is_within(passages, item, taken.item)
        if _is_of_others(item, taken.item):
            since.add(item.numbers)
        ruling = agendas.ruling(library, TakenUpItem(taken.meeting, item, by_number=True))
        if ruling is not None and ruling.outcome == "released":
            several = verdicts.releases_several(ruling.span.of(passages))
            is_of_asked = asks and (same_turn or 0 < len(since) < several)
            is_of_all = several == len(together) > 1 and together.issuperset(item.numbers)
            return ruling if is_of_asked or is_of_all else None
    return None


def _is_of_others(item: AgendaItem, own: AgendaItem) -> bool:
    """Whether an item surely calls up other cases than another one."""
    return bool(item.numbers) and not item.unsure and {*item.numbers}.isdisjoint(own.numbers)
