"""Who hosts a case, as meetings say outright when they go through proposals and as its own records say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, filterfalse, repeat, takewhile
from operator import attrgetter
from typing import Any

from minutes.recognition.agenda.headings import is_mentioned
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.mentions import AS_CASE
from minutes.recognition.names import alike
from minutes.recognition.passages import Passages, Span, clause_start, sentence_start
from minutes.recognition.statements import host_statements, short_names
from minutes.recognition.statements.asked_agencies import AgencyInRole, Role
from minutes.recognition.statements.host_statements import HostStatement, Where
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, vote_results

_QUOTED = folded_pattern("「([^「」]{6,60})」")
_NEXT_PROPOSAL = folded_pattern(
    "(?:那|好|接著|再來|接下來|,)*(?:第[一二三四五六七八九十0-9]+[則個項件案]|下一[個件案則])"
)
_NO_HELPER, _BY_THEMSELVES = pattern("host", "no_helper"), pattern("host", "by_themselves")
_HELD, _AMENDS = pattern("ballot", "held"), pattern("host", "amends")
_MARKS = ",、:是由的 "
_PLACE, _HEADING = attrgetter("span.number"), attrgetter("heading.number")
_SEVERAL = 2  # hosts in a passage that presents what is voted on
Told = tuple[Meeting, AgencyInRole | HostStatement]


def of_case(library: CaseLibrary, found: Assembled) -> Iterator[Told]:
    """What is said outright of a case's hosts, each with the record that says it."""
    choice = [found.choice[0]] if found.choice else []
    proposing = vote_results.proposing(library, found.life, found.profile)
    until = choice[0].sort_day if choice else dt.date.max
    told_before = (meeting for meeting in proposing if meeting.sort_day <= until)
    for meeting in dict.fromkeys([*told_before, *choice]):
        about = partial(_is_about, library, found, meeting)
        said = _statements(library, meeting, "ballot")
        told = list(_put_right(library.passages(meeting), filter(about, said), said))
        every: list[AgencyInRole | HostStatement] = [
            *told,
            *_proposers(library, found, meeting),
        ]
        yield from zip(repeat(meeting), _as_settled(library.passages(meeting), every), strict=False)
    for meeting in found.own:
        is_its = not meeting.front.case or found.profile.numbers & {*meeting.front.case}
        own = _statements(library, meeting, "own") if is_its else ()
        presenting = library.once("presenting", _presenting)
        yield from ((meeting, told) for told in own if not _presents(told, presenting))


def _put_right(
    passages: Passages, told: Iterable[HostStatement], said: Sequence[HostStatement]
) -> Iterator[HostStatement]:
    """Some statements of a meeting, each as it was put right later by who exchanged the host and who helps: 「我們改，主辦
    公園處、協辦示範署」 (invented)."""
    amends = partial(_amends, passages)
    amended = {_role_in(one): one for one in filter(amends, said)}
    roles = set(map(_role_in, said))
    for one in told:
        exchanged = filter(partial(_exchanges, amended, roles, one), amended.values())
        yield next(exchanged, one)


def _amends(passages: Passages, told: HostStatement) -> bool:
    return _AMENDS.search(passages.texts[told.span.number]) is not None


def _exchanges(
    amended: Collection[tuple[int, str, str]],
    roles: Collection[tuple[int, str, str]],
    one: HostStatement,
    new: HostStatement,
) -> bool:
    """Whether a later statement gives an agency the role of another one, and that one its own."""
    other = _EXCHANGED.get(one.role, "")
    signs = (
        new.span > one.span,
        new.role == one.role,
        (one.span.number, other, new.body) in roles,
        (new.span.number, other, one.body) in amended,
    )
    return all(signs)


def _role_in(told: HostStatement) -> tuple[int, str, str]:
    return told.span.number, told.role, told.body


_EXCHANGED: dict[str, Role] = {"host": "co_host", "co_host": "host"}


def _as_settled(
    passages: Passages, told: Sequence[AgencyInRole | HostStatement]
) -> Iterator[AgencyInRole | HostStatement]:
    """What a meeting says of a proposal's hosts, but for what who presides settled otherwise behind it: 「那就示範署主
    辦、試辦局協辦」 (invented)."""
    ruled = [one for one in told if passages.speakers[one.span.number] in passages.presiding]
    last = max((one.span.number for one in ruled if one.role == "host"), default=-1)
    hosts = {one.body for one in ruled if (one.span.number, one.role) == (last, "host")}
    for one in told:
        is_host = one.role != "co_host"
        if not is_host and _refuses(passages, one):
            continue
        if one.span.number >= last or is_host == (one.body in hosts):
            yield one


def _refuses(passages: Passages, told: AgencyInRole | HostStatement) -> bool:
    """Whether somebody of an agency that is told to help says soon after that it does not."""
    soon = passages.texts[told.span.number + 1 :][: 2 * WEIGHTS.results]
    own = (text for text in soon if told.body in text[: WEIGHTS.head])
    return any(map(_NO_HELPER.search, own))


def _statements(library: CaseLibrary, meeting: Meeting, where: Where) -> list[HostStatement]:
    bodies = library.spelled.pattern

    def make() -> Any:
        told = host_statements.read(library.passages(meeting), bodies, where)
        return [[s.body, s.role, list(s.proposal), list(s.span)] for s in told]

    kept = library.kept(meeting, f"hosts {where}", make)
    return [
        HostStatement(body, role, Span(*before), Span(*span)) for body, role, before, span in kept
    ]


def _is_about(
    library: CaseLibrary, found: Assembled, meeting: Meeting, told: HostStatement
) -> bool:
    """Whether the words before a statement name a case, and no other one as well."""
    passages = library.passages(meeting)
    text = told.proposal.of(passages)
    counted = find_counted(text)
    known = agendas.numbers_near_calls(library, meeting) | passages.numbered_cases
    every = sorted([*counted, *find_bare(text, known, counted)])
    numbers = every[-1:]
    if any(one.number not in found.profile.numbers for one in numbers):
        return False
    # 「160主辦示範署」, 「160就照剛剛說的，示範署、公園處雙主辦」, 「160給號，示範署主辦，161路名，主辦公園處」 (invented)
    is_its = partial(_leads_to, every, text)
    if any(map(is_its, numbers)) or _follows_its_number(library, found, meeting, told):
        return True
    if found.choice is not None and found.choice[0] is meeting:
        # Who hosts is told beside the name; who helps is asked for while the proposal is spoken of.
        spoken_of = _last_quoted(passages, told.span) if told.role == "co_host" else ""
        names = (text, spoken_of)
        is_named = any(map(partial(_is_one_name, found.choice[1].name), names))
        return is_named or _is_spoken_of(library, found, meeting, told)
    if found.choice is not None and _names_another(text, found.choice[1].name):
        return False
    named = any(map(text.__contains__, found.profile.subject | found.profile.chief))
    return named and agendas.is_best(library, text, found.profile, WEIGHTS.one_word)


def _names_another(text: str, name: str) -> bool:
    """Whether some words give names in quotes, and none that is like the one by which the case was chosen."""
    names = quoted(text)
    return bool(names) and not any(map(partial(_is_one_name, name), names))


def _is_spoken_of(
    library: CaseLibrary, found: Assembled, meeting: Meeting, told: HostStatement
) -> bool:
    """Whether a statement stands where the proposal by which the case was chosen is gone through: under a call by a
    piece of its name or, of who presides, behind words that are about it."""
    choice, item = found.choice, agendas.item_at(library, meeting, told.span)
    if item is None or item.part != "proposals" or choice is None:
        return False
    passages, place = library.passages(meeting), told.span.number
    text = passages.texts[item.heading.number]
    sentence = text[sentence_start(text, item.heading.start) : item.heading.end]
    called = short_names.calling(sentence)
    if any(map(choice[1].name.__contains__, called)):
        return True
    is_ruled = passages.speakers[place] in passages.presiding
    return is_ruled and _is_spoken_of_most(library, meeting, choice[1].name, place)


def _is_spoken_of_most(library: CaseLibrary, meeting: Meeting, name: str, place: int) -> bool:
    """Whether what is said up to a passage since something was called up is about a `name`, and clearly more than about
    any other that is told there with its hosts; but for who presents several."""
    passages = library.passages(meeting)
    told = list(filter(_tells_host, _statements(library, meeting, "ballot")))
    presented = Counter(map(_PLACE, told))
    headings = map(_HEADING, agendas.of_meeting(library, meeting))
    called = max(filter(place.__gt__, headings), default=0)
    since = range(max(called, place - WEIGHTS.results), place + 1)
    said = (passages.texts[number] for number in since if presented[number] < _SEVERAL)
    like = library.likeness(["\n".join(said)])
    names = (one.proposal.of(passages) for one in told if one.span.number != place)
    others = map(like, filterfalse(partial(_is_one_name, name), names))
    return like(name) >= max(WEIGHTS.all_of_it, WEIGHTS.clearly * max(others, default=0.0))


def _tells_host(told: HostStatement) -> bool:
    return told.role == "host"


def _is_one_name(name: str, other: str) -> bool:
    """Whether two names are likely those of one proposal."""
    return alike(name, other) >= WEIGHTS.one_name


def quoted(text: str) -> list[str]:
    """The names of proposals that stand in quotes in a folded text."""
    return _QUOTED.findall(text)


def _leads_to(every: Sequence[Counted], text: str, one: Counted) -> bool:
    """Whether what stands behind some words is said of the case whose number stands last in them."""
    first = clause_start(text, one.start)
    begins = not text[first : one.start].strip(_MARKS) and one.number > WEIGHTS.options
    return begins or not text[one.end :].strip(_MARKS) or _is_only(every, text)


def _follows_its_number(
    library: CaseLibrary, found: Assembled, meeting: Meeting, told: HostStatement
) -> bool:
    """Whether a statement stands behind the words that give the case its number, and before those that give another
    one its own: 「遊具編160，示範署主辦」 (invented)."""
    place = told.proposal
    given = [one for one in library.numberings(meeting) if one.span.number == place.number]
    before = [one for one in given if place.start <= one.span.start < place.end]
    last = max(before, key=lambda one: one.span.start, default=None)
    return last is not None and last.number in found.profile.numbers


def _is_only(numbers: Sequence[Counted], text: str) -> bool:
    """Whether words name one case alone by a number that can be no option's, as cases are counted or before all
    else."""
    first = numbers[0]
    is_one = len(numbers) == 1 and first.number > WEIGHTS.options
    begins = not text[: first.start].strip(_MARKS)
    return is_one and (begins or (first.counter in AS_CASE and not is_mentioned(text, first)))


def _last_quoted(passages: Passages, told: Span) -> str:
    """The name in quotes that stands last before a statement, while the same proposal is spoken of; ""
    where there is none."""
    for number in range(told.number, max(-1, told.number - WEIGHTS.results), -1):
        text = passages.texts[number]
        quoted = _QUOTED.findall(text, 0, told.start if number == told.number else len(text))
        if quoted:
            return str(quoted[-1])
        may_turn = number == told.number or passages.speakers[number] in passages.presiding
        if may_turn and _NEXT_PROPOSAL.match(text):
            return ""
    return ""


def _proposers(library: CaseLibrary, found: Assembled, meeting: Meeting) -> Iterator[AgencyInRole]:
    """The agencies that are asked to tell of the case as a proposal."""
    passages = library.passages(meeting)
    for item in proposals(agendas.of_meeting(library, meeting)):
        presenting = library.once("presenting", _presenting)
        bodies = {*filter(partial(_is_asked_to_tell, passages, item), item.bodies)} - presenting
        # Behind the last proposal its item goes on to the vote.
        told = takewhile(_is_no_vote, (span.of(passages) for span in item.spans))
        text = "\n".join(told) if len(bodies) == 1 else ""
        if agendas.is_best(library, text, found.profile, WEIGHTS.all_of_it):
            yield AgencyInRole(bodies.pop(), "presents", item.heading)


def _is_asked_to_tell(passages: Passages, item: AgendaItem, body: str) -> bool:
    """Whether an agency that a heading names is not only asked to do something by itself."""
    *_, behind = item.heading.of(passages).rpartition(body)
    return _BY_THEMSELVES.match(behind) is None


def _presents(told: HostStatement, presenting: Collection[str]) -> bool:
    """Whether a statement says no more of an agency than that it presented a proposal, as it does with all."""
    return told.role == "presents" and told.body in presenting


def _is_no_vote(text: str) -> bool:
    return _HELD.search(text) is None


def proposals(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Those of some items in which a meeting goes through proposals."""
    return [item for item in items if item.part == "proposals"]


def _presenting(library: CaseLibrary) -> frozenset[str]:
    """The agencies that present the proposals of all: asked in most of the meetings that have any."""
    every = map(proposals, agendas.all_items(library).values())
    asked = list(filter(None, map(_asked, every)))
    counts = Counter(chain.from_iterable(asked))
    least = max(2, len(asked) * WEIGHTS.presents)
    return frozenset(body for body, meetings in counts.items() if meetings >= least)


def _asked(items: Iterable[AgendaItem]) -> set[str]:
    return {*chain.from_iterable(item.bodies for item in items)}
