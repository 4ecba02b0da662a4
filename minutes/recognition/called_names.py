"""What a heading, or the report behind it, calls a case."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements.asked_agencies import LINK, matched
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern, words
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.text.folding import fold

_PLEASE = pattern("call", "please")
_OF = fold("的")
_CLOSES, _ENDS = fold("」"), "。 "
# 「序號12，去年票選出來的，公園遊具應遮陽，請示範署」 (invented): how it came to be a case is not its name.
_HOW_IT_CAME = "[^,。;「」]{2,12}(?:提|選|通過)(?:出|上|下|進)?來?的(?:,|(?=「))"
_BEFORE_NAME = folded_pattern(
    rf"[號案項]?(?:[,,]|{_HOW_IT_CAME}|的|是|也就是|即|有關於?|關於|針對|部分|議題|協作議題:?|(?:提案)?名稱|[0-9]+\.)*"
)
# 「1.全民健保，長年旅居國外、退保期: a number in the quotes is no part of the name, and they may stay open.
_QUOTED = folded_pattern(
    r"「(?:[0-9]+\.\s?)?([^「」]{4,80}(?:「[^「」]{0,40}」[^「」]{0,60}){0,3})(?:」|$)"
)
# 「「公園遊具應有遮陽」這一案，示範署主辦」 (invented)
_THIS_CASE = folded_pattern("「([^「」]{6,60})」,?的?這(?:一?個?案(?!例)|是[^,。]{2,20}提的)")
_CASE = (
    f"(?<![{''.join(words('not_a_case', 'before'))}])案子?"  # a draft (草案) is no case called 草
)
_UP_TO_CASE = folded_pattern(
    rf"([^,。;:「」()]{{2,40}}?)(?:的?{_CASE}|的(?:部分|案子|議題))?(?=[,。;(]|請|分別|是由|,?這一?案|$)"
)
# 「101案，停車架汰換，請示範署。」 (invented): an agency right behind a name is asked for it.
_BEFORE_BODY = folded_pattern("^,?(?:先)?(?:請|主辦|由)?")
_NO_NAME = pattern("head", "no_name")
_TELLS_NAME = folded_pattern("有關|關於|就是|[,,案號]是|^是")
_BODY = "\n"
# What an agency does is no name: 「示範署於8月來函」 (invented)
_ACTS = folded_pattern(f"^{_BODY}[於在已將正要會剛來表發還也今昨上說提有是就0-9]")


def name(passages: Passages, item: AgendaItem, numbers: Collection[int]) -> Span | None:
    """The name of the case with one of some numbers: in quotes, as its heading or the report behind that gives
    it, or else in the words that follow the only number of a heading."""
    told = _in_heading(passages, item, numbers)
    if told is not None and is_quoted(passages, told):
        return told
    return _in_report(passages, item, numbers) or told


def _in_report(passages: Passages, item: AgendaItem, numbers: Collection[int]) -> Span | None:
    """The name in quotes right behind the number with which a report begins (「報告第87案「…」」), or of which
    it says that this is the case (「「…」這一案，…」)."""
    is_its = {*item.numbers} <= {*numbers} and not item.unsure
    for span in item.spans[: WEIGHTS.told]:
        text = span.of(passages)
        own = _THIS_CASE.search(text, 0, WEIGHTS.opening) if is_its else None
        if own is not None:
            return span.within(*own.span(1))
        for counted in find_counted(text[: WEIGHTS.opening]):
            if counted.number in numbers and _is_case_number(item, counted):
                found = _QUOTED.match(text, counted.end + matched(_BEFORE_NAME, text, counted.end))
                if found is not None and text.startswith(_CLOSES, found.end(1)):
                    return span.within(*found.span(1))
    return None


def _in_heading(passages: Passages, item: AgendaItem, numbers: Collection[int]) -> Span | None:
    text = item.heading.of(passages)
    every = find_counted(text)
    every += find_bare(text, item.numbers, every)
    counted = sorted(c for c in every if c.number in item.numbers)
    own = [c.end for c in counted if c.number in numbers and _is_case_number(item, c)]
    if not own:
        return None
    start = own[-1] + matched(_BEFORE_NAME, text, own[-1])
    # The heading may end before the quotes do.
    found = _QUOTED.match(passages.texts[item.heading.number][item.heading.start :], start)
    if found is None and len({c.number for c in counted}) == 1:
        found = _spoken_name(passages, item, text[own[-1] : start], start)
    if found is None:
        return None
    first = item.heading.start
    return Span(item.heading.number, first + found.start(1), first + found.end(1))


def is_quoted(passages: Passages, name: Span) -> bool:
    """Whether a name ends with its quotes."""
    return passages.texts[name.number].startswith(_CLOSES, name.end)


def _is_case_number(item: AgendaItem, counted: Counted) -> bool:
    """Whether a number can be no option's of a vote."""
    return item.serial or counted.number > WEIGHTS.options


def _spoken_name(
    passages: Passages, item: AgendaItem, before: str, start: int
) -> re.Match[str] | None:
    """The words of a heading from a place on that are a name: of a short call, or of whoever presides
    and says in the words `before` them that this is what it is about."""
    is_told = bool(_TELLS_NAME.search(before))
    presides = passages.speakers[item.heading.number] in passages.presiding
    is_call = item.serial and len(passages.texts[item.heading.number]) <= WEIGHTS.short
    heading = item.heading.of(passages)
    found = _UP_TO_CASE.match(heading, start + _whose_it_is(item, heading[start:]))
    if found is None or _is_no_name(found[1], item):
        return None
    is_asked = presides and _asks_for(
        item, heading[found.end() :], _is_said_again(passages, item, found[1])
    )
    return found if is_call or (is_told and presides) or is_asked else None


def _whose_it_is(item: AgendaItem, behind: str) -> int:
    """How much of what stands behind a number says whose case it is: 「84案是示範署的，遊具遮陽」 (invented)."""
    owned = (f"{body}{_OF}," for body in item.bodies)
    return next((len(words) for words in owned if behind.startswith(words)), 0)


def _asks_for(item: AgendaItem, behind: str, is_said_again: bool) -> bool:
    """Whether an agency is asked right behind a name; or soon after it, or nothing else is said, of a name that is
    said again."""
    near = behind[: WEIGHTS.head] if is_said_again else ""
    asked = (near[call.end() :] for call in _PLEASE.finditer(near))
    places = (_BEFORE_BODY.sub("", behind), *asked)
    is_whole = is_said_again and not behind.strip(_ENDS)
    return is_whole or any(place.startswith(item.bodies) for place in places)


def _is_said_again(passages: Passages, item: AgendaItem, name: str) -> bool:
    """Whether any two characters in a row of a name stand in what is said under its heading, too."""
    pairs = map("".join, pairwise(name))
    told = "\n".join(span.of(passages) for span in item.spans if span.number > item.heading.number)
    return any(map(told.__contains__, pairs))


def _is_no_name(words: str, item: AgendaItem) -> bool:
    for body in item.bodies:
        words = words.replace(body, _BODY)
    rest = LINK.sub("", words.replace(_BODY, "")).strip(_OF)
    return not rest or any(known.search(words) for known in (_NO_NAME, _ACTS))
