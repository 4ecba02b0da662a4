"""Which agencies a meeting asks for a case, hands it to, or says to host it or to help."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Literal

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import several_cases, short_names
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.text.folding import fold
from minutes.text.han import HAN

Role = Literal["host", "moved", "asked", "called", "presents", "co_host"]
"""`moved`: the host to which a case is handed over; `called`: an agency that was called on last, without the case's name; `presents`: one that tells of
the case as a proposal."""

_PLEASE = pattern("call", "please")
_DENIED, _SUPPOSED = pattern("host", "denied"), pattern("host", "supposed")
_QUESTIONED, _SETTLED = pattern("host", "questioned"), pattern("host", "settled")
LINK = folded_pattern(r"\s*[、,及和與跟]?\s*(?:以及)?(?:跟|由|先)?\s*")
# 「910案，示範署先說明主辦的協調」 (invented): who tells how a host was found need be none.
HOSTS = any_of(words("host", "hosts")).pattern
HELPERS = any_of(words("host", "helpers")).pattern
_NOT_HOSTING = f"[^,。]{{0,4}}(?:{HOSTS}|權責|分工)"
_REPORTS = folded_pattern(
    rf"(?:po)?(?:代表|這邊|在[此這]裡?)?(?:就|針對)?[^、跟和與及]{{0,4}}(?:報告|說明)(?!{_NOT_HOSTING})"
)
_IS = "(?:機關|部會|單位)?(?:是|為|:)+"  # behind a role: who has it is told after it
_HOSTS = folded_pattern(rf"(?:共同|雙|併列|都是|改?列|改|擔任|是|為|負責)*(?:{HOSTS})(?!{_IS})")
_CASE_OF = folded_pattern("的案子(?:[,]?(?:有關|是|關於)|,請)")
# Of several proposals that are told of one after another each has agencies of its own.
_LISTS = folded_pattern("第[二三四五六2-6][則題項]")
_PLEASE_DO = fold("請")
_OF, _IS_OF = fold("的"), fold("[案號]就?是")
_HELPS = pattern("host", "helps")
_MOVED_TO, _TO_HOST = pattern("host", "moved_to"), pattern("host", "to_host")
# 2017-10-02 「國防部、教育部、人總，目前也都已經是協辦機關了」, 2017-11-06 「人總跟勞動部已經列成協辦了」, 2020-06-29 「參與協辦」
_CO_HOSTS = folded_pattern(
    f"(?:,?(?:目前|現在)?(?:也|都)*已經?)?(?:擔任|改?列|改|是|為|成|負責|共同|一起|參與)*(?:{HELPERS})(?!{_IS})"
)
# 「序號15「…」，示範署。」 (invented): what stands before a body within a name is no mark.
_APART = (",", fold("」"), "。", " ")
_NUMBER = attrgetter("number")
_COMMA, _NO_MARK = ",", "\0"
_AND = folded_pattern(r"\s*[、及和與跟]?\s*(?:以及)?\s*")  # a comma begins another statement
_OTHER_ROLE = folded_pattern(f"{HOSTS}|{HELPERS}")
# An agency says of itself that it helps: 「903 我們主動加入協辦」, 「我們會以協辦機關的身分出席」 (invented)
_MAY = "(?:也|都|會|主動|樂意|願意,?|同意,?|沒問題,?|可以,?|就|來)"
_JOINS = folded_pattern(
    f"(?:(?<![不沒有未無免要])(?:我們|本部|{_MAY})+(?:加入|改?列|掛|當|擔任|以)+"
    f"|(?:^|[,。;]|我們|本[部會署局院處]|這[邊裡]|那){_MAY}+)(?:為|成)?(?:{HELPERS})(?:機關|單位)?(?:的?身分)?(?![?嗎呢的:是為])"
)
# 「…，主辦示範署，協辦試辦局」 (invented): the role begins its clause, and who has it follows.
_HOST_IS = folded_pattern(
    f"(?:{HOSTS}){_IS}|(?<=[,。;(])(?:{HOSTS})(?:機關|部會)?|[兩二三四]個(?:主[辦責])?(?:機關|部會)?(?:,|:|分別|是|為)+"
)
# 2017-12-04 「除了原本已經列為協辦的交通部、…以外」
_CO_HOST_IS = folded_pattern(
    f"(?:{HELPERS}){_IS}|(?<=[,。;(])(?:{HELPERS})(?:機關|部會)?請?|(?:原[本來]|目前)?已經?列為?(?:{HELPERS})的(?:機關|部會|單位)?"
)
# A body that is known only by its ministry, right before a role: 「經濟部標檢局參與協辦」 (2020-06-29)
UNKNOWN_BODY = re.compile(f"[{HAN}]{{1,4}}[署局處司所院]")


@dataclass(frozen=True, slots=True)
class AgencyInRole:
    """An agency (as it is spelled) with the role in which a heading or a report names it."""

    body: str
    role: Role
    span: Span


def in_item(
    passages: Passages, item: AgendaItem, bodies: re.Pattern[str], numbers: Collection[int] = ()
) -> Iterator[AgencyInRole]:
    """The agencies that are asked to report in an item, say that they do, or are told to host it; with
    `numbers` not those that its heading asks for other cases alone."""
    its = frozenset(numbers)
    heading = _heading_of(passages, item, its)
    yield from (AgencyInRole(body, "called", heading) for body in item.called)
    by_call = _asked_by_call(item, bodies, heading.of(passages))
    begins = [_own_words(passages, item, its, told) for told in item.spans[: WEIGHTS.told]]
    for_others = {_presenting(passages, bodies, told) for told in begins}
    yield from (AgencyInRole(body, "asked", heading) for body in by_call if body not in for_others)
    for told in begins:
        yield from _at_beginning(passages, item, bodies, told)
    yield from _moved(passages, item, bodies)
    yield from _joining(passages, item, bodies, its)
    for span in item.spans[WEIGHTS.told :]:
        yield from _settled(passages, bodies, span)
        own = _own_words(passages, item, its, span)
        named = _told(bodies, _LISTS.split(own.of(passages))[0], own)
        yield from (one for one in named if one.role == "co_host")


def _asked_by_call(item: AgendaItem, bodies: re.Pattern[str], text: str) -> Iterator[str]:
    """The agencies that a heading asks to report, or of which it says that the case is theirs."""
    owned = (_row_before(bodies, text, told.start()) for told in _CASE_OF.finditer(text))
    yield from _texts(text, chain.from_iterable(owned))
    yield from (own["body"] for own in _owned(bodies).finditer(text))
    yield from _texts(text, _please_rows(item, bodies, text))
    yield from short_names.asked(text, bodies)
    yield from _texts(text, _called_last(bodies, text, len(item.numbers)))


def _texts(text: str, places: Iterable[tuple[int, int]]) -> Iterator[str]:
    return (text[start:end] for start, end in places)


def _please_rows(item: AgendaItem, bodies: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The agencies behind each word of asking, but for those that are to help; who of several reports on which
    of several cases nobody says."""
    is_of_several_cases = len(item.numbers) > 1
    for call in _PLEASE.finditer(text):
        row = row_after(bodies, text, call.end())
        if not row or (is_of_several_cases and len(row) > 1):
            continue
        if not _HELPS.match(text, row[-1][1]):
            yield from row


def _at_beginning(
    passages: Passages, item: AgendaItem, bodies: re.Pattern[str], span: Span
) -> Iterator[AgencyInRole]:
    """The agency that begins to report, and those of which is told then."""
    words = span.of(passages)
    told = list(_told(bodies, _LISTS.split(words)[0], span))
    hosts = {one.body for one in told if one.role == "host"}
    # Who says of others alone that they host it only presents it: 「示範署說明，88，步道座椅，主辦公園處」 (invented).
    for body in _reporting(item, bodies, words):
        if not hosts or body in hosts:
            yield AgencyInRole(body, "asked", span)
    yield from told


def _presenting(passages: Passages, bodies: re.Pattern[str], span: Span) -> str | None:
    """The agency that begins to report, where it says of others alone that they host the case: 「示範署報告，協調的結論是
    圖書館跟公園處共同主辦」 (invented)."""
    words = span.of(passages)
    own = bodies.search(words, 0, WEIGHTS.head)
    hosts = {one.body for one in _told(bodies, words, span) if one.role == "host"}
    is_reporting = own is not None and _REPORTS.match(words, own.end())
    return own[0] if own and is_reporting and hosts and own[0] not in hosts else None


def _settled(passages: Passages, bodies: re.Pattern[str], span: Span) -> Iterator[AgencyInRole]:
    """The agencies of which words say later that it is settled so."""
    words = span.of(passages)
    for settled in _SETTLED.finditer(words):
        yield from _told(bodies, words[settled.start() :], span)


@cache
def _owned(bodies: re.Pattern[str]) -> re.Pattern[str]:
    """How a case is said to be an agency's: 「84案是示範署的」 (invented)."""
    return re.compile(rf"{_IS_OF}(?P<body>{bodies.pattern}){_OF}")


def _reporting(item: AgendaItem, bodies: re.Pattern[str], words: str) -> Iterator[str]:
    """The agency that begins to report, where its heading asks it or nobody."""
    own = bodies.search(words, 0, WEIGHTS.head)
    if own is None or own[0] not in (item.bodies or (own[0],)):
        return
    if _REPORTS.match(words, own.end()):
        yield own[0]


def _heading_of(passages: Passages, item: AgendaItem, numbers: frozenset[int]) -> Span:
    """The heading of an item, without the clauses that call up cases by other numbers: 「91還沒有開會，93停車架案請
    示範署」 (invented) asks it for 93 alone."""
    heading = item.heading
    text = heading.of(passages)
    own = several_cases.clauses_of(text, find_counted(text), numbers)
    return heading if own is None else Span(heading.number, *(heading.start + at for at in own))


def _own_words(passages: Passages, item: AgendaItem, numbers: frozenset[int], span: Span) -> Span:
    """What of a stretch that names several cases by their numbers is said of those with some: 「124示範署主辦；
    125試辦局主辦」 (invented)."""
    text = span.of(passages)
    every = _counted(passages, item, numbers, text)
    own = several_cases.clauses_of(text, every, numbers) if numbers else None
    return Span(span.number, *(span.start + at for at in own)) if own else span


def _counted(
    passages: Passages, item: AgendaItem, numbers: frozenset[int], text: str
) -> list[Counted]:
    """The numbers of cases in some words of an item, those without a word that counts them near its own."""
    counted = find_counted(text)
    near = chain.from_iterable(map(_near, numbers))
    known = passages.numbered_cases.union(item.numbers, near)
    return sorted([*counted, *find_bare(text, known, counted)])


def _joining(
    passages: Passages, item: AgendaItem, bodies: re.Pattern[str], numbers: frozenset[int]
) -> Iterator[AgencyInRole]:
    """The agencies that say of themselves that they help: 「示範署也願意，就列協辦」 (invented)."""
    for span in filter(passages.is_reported, item.spans):
        words = _own_words(passages, item, numbers, span).of(passages)
        own = bodies.search(passages.texts[span.number], 0, WEIGHTS.head)
        told = joins(words)
        named = set(map(_NUMBER, _counted(passages, item, numbers, words)))
        is_its = not numbers.isdisjoint(named or numbers)
        if own and told and is_its and not is_unsaid(words, *told.span()):
            yield AgencyInRole(own[0], "co_host", span)


def joins(words: str) -> re.Match[str] | None:
    """Where an agency says of itself that it helps."""
    return _JOINS.search(words)


def _moved(passages: Passages, item: AgendaItem, bodies: re.Pattern[str]) -> Iterator[AgencyInRole]:
    """The hosts to which who presides, or a narrative, hands the case over."""
    for span in item.spans:
        if (
            passages.speech[span.number]
            and passages.speakers[span.number] not in passages.presiding
        ):
            continue
        words = span.of(passages)
        for told in _MOVED_TO.finditer(words):
            row = row_after(bodies, words, told.end(), _AND)
            end = row[-1][1] if row else told.end()
            if _TO_HOST.match(words, end) and not is_unsaid(words, told.start(), end):
                yield from (AgencyInRole(words[a:b], "moved", span) for a, b in row)


def _near(number: int) -> range:
    return range(max(WEIGHTS.options, number - WEIGHTS.unheld) + 1, number + WEIGHTS.unheld)


def _called_last(bodies: re.Pattern[str], text: str, cases: int) -> list[tuple[int, int]]:
    """The agencies with which a heading that calls up some cases ends, where a mark parts them from the case's
    name; who of several reports on which of several cases nobody says."""
    last = text.rstrip("。 ").removesuffix(_PLEASE_DO)
    row = _row_before(bodies, last, len(last))
    if min(len(row), cases) != 1:
        return []
    (first, _), (_, end) = row[0], row[-1]
    return row if end == len(last) and last[:first].endswith(_APART) else []


def _told(bodies: re.Pattern[str], words: str, span: Span) -> Iterator[AgencyInRole]:
    """The agencies that words name as hosts or helpers of this case."""
    roles: tuple[tuple[Role, re.Pattern[str]], ...] = (("host", _HOSTS), ("co_host", _CO_HOSTS))
    for role, pattern_ in roles:
        for match in pattern_.finditer(_heard(words, role)):
            if is_unsaid(words, *match.span()):
                continue
            for start, end in _row_before(bodies, words, match.start(), _COMMA):
                yield AgencyInRole(words[start:end], role, span)
    after: tuple[tuple[Role, re.Pattern[str]], ...] = (("host", _HOST_IS), ("co_host", _CO_HOST_IS))
    for role, pattern_ in after:
        for match in pattern_.finditer(_heard(words, role)):
            row = row_after(bodies, words, match.end(), _AND)
            if row and not is_unsaid(words, match.start(), row[-1][1]):
                yield from (AgencyInRole(words[start:end], role, span) for start, end in row)


def _heard(words: str, role: Role) -> str:
    """The words in which a role is told of: who helps is told of behind who hosts, and what is done."""
    return words if role == "co_host" else words[: WEIGHTS.told_within]


def is_unsaid(words: str, start: int, end: int) -> bool:
    """Whether a statement of hosts that stands there is supposed or asked, rather than said."""
    clause = words[words.rfind(",", 0, start) + 1 : start]
    return bool(_SUPPOSED.search(clause) or _QUESTIONED.search(words[end:]))


def row_after(
    bodies: re.Pattern[str], text: str, start: int, link: re.Pattern[str] = LINK
) -> list[tuple[int, int]]:
    """The agencies that follow one another from a place on, with a `link` between any two."""
    found: list[tuple[int, int]] = []
    at = start + matched(link, text, start)
    while (body := bodies.match(text, at)) is not None:
        found.append(body.span())
        at = body.end() + matched(link, text, body.end())
    return found


def matched(known: re.Pattern[str], text: str, start: int) -> int:
    """How many characters of a text a pattern takes in from a place on."""
    found = known.match(text, start)
    return found.end() - start if found else 0


def _parts(between: str, apart: str) -> bool:
    """Whether words between an agency and a role, or the next agency, give it no part in that role."""
    told = apart in between or _DENIED.search(between) or _OTHER_ROLE.search(between)
    return bool(told) or len(LINK.sub("", between)) > 2


def _row_before(
    bodies: re.Pattern[str], text: str, end: int, apart: str = _NO_MARK
) -> list[tuple[int, int]]:
    """The agencies that follow one another up to a place; `apart` is a mark that parts them."""
    spans = [m.span() for m in bodies.finditer(text, max(0, end - WEIGHTS.told_before), end)]
    row: list[tuple[int, int]] = []
    reached = end
    for first, last in reversed(spans):
        between = text[last:reached]
        if not row and UNKNOWN_BODY.fullmatch(between):
            reached = first
            continue
        if _parts(between, apart):
            break
        row.insert(0, (first, last))
        reached = first
    return row
