"""What a heading, or the report behind it, calls a case."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements.asked_agencies import LINK, matched
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import Counted, find_bare, find_counted
from minutes.text.folding import fold

_PLEASE = pattern("call", "please")
_NUMBER = attrgetter("number")
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
# 「大家叫它椅子案，完整的名字是公園步道座椅汰換，去年提的」 (invented)
_WHOLE_NAME = folded_pattern(
    "(?:完整|全部|正式)的?(?:名字|名稱|案名|題目)(?:就)?(?:是|叫)「?(?P<name>[^,。;:「」()]{4,60})(?=[,。」])"
)
_CASE = (
    f"(?<![{''.join(words('not_a_case', 'before'))}])案子?"  # a draft (草案) is no case called 草
)
_UP_TO_CASE = folded_pattern(
    rf"([^,。;:「」()]{{2,40}}?)(?:的?{_CASE}|的(?:部分|案子|議題))?(?=[,。;(]|請|分別|是由|,?這一?案|$)"
)
# 「101案，停車架汰換，請示範署。」 (invented): an agency right behind a name is asked for it.
_BEFORE_BODY = folded_pattern("^,?(?:先)?(?:請|主辦|由)?")
# 「接著是步道座椅，84案，請示範署」 (invented): the name stands between what calls and the number.
_BEFORE_NUMBER = folded_pattern(
    rf"(?:{any_of(words('call', 'next')).pattern})(?:的?就?是)?([^,。;:「」()0-9]{{2,20}}?)(?:的?{_CASE}|的(?:部分|議題))?,(?:就?是|序號|編號|第)*$"
)
_NO_NAME = pattern("head", "no_name")
_TELLS_NAME = folded_pattern("有關|關於|就是|[,,案號]是|^是")
_BODY = "\n"
# What an agency does is no name: 「示範署於8月來函」 (invented)
_ACTS = folded_pattern(f"^{_BODY}[於在已將正要會剛來表發還也今昨上說提有是就0-9]")


def name(passages: Passages, item: AgendaItem, numbers: Collection[int]) -> Span | None:
    """The name of the case with one of some numbers: in quotes, as its heading or the report behind that gives
    it, or else in the words that follow the only number of a heading."""
    return _NamingItem(passages, item, frozenset(numbers)).name()


def is_quoted(passages: Passages, name: Span) -> bool:
    """Whether a name ends with its quotes."""
    return passages.texts[name.number].startswith(_CLOSES, name.end)


@dataclass(frozen=True, slots=True)
class _NamingItem:
    """An item that may name the case with one of some numbers."""

    passages: Passages
    item: AgendaItem
    numbers: frozenset[int]

    def name(self) -> Span | None:
        told = self._in_heading()
        if told is not None and is_quoted(self.passages, told):
            return told
        return next(self._in_report(), told)

    def _own(self, counted: Iterable[Counted]) -> list[Counted]:
        """Those of some numbers that are the case's, and can be no option's of a vote."""
        least = 0 if self.item.serial else WEIGHTS.options + 1
        return [one for one in counted if one.number in self.numbers and one.number >= least]

    # --- in the report

    def _in_report(self) -> Iterator[Span]:
        """The names in quotes right behind the number with which a report begins (「報告第87案「…」」), or of which
        it says that this is the case (「「…」這一案，…」)."""
        is_its = self.numbers.issuperset(self.item.numbers) and not self.item.unsure
        for span in self.item.spans[: WEIGHTS.told]:
            text = span.of(self.passages)
            said = _THIS_CASE.finditer(text, 0, WEIGHTS.opening) if is_its else ()
            own = self._own(find_counted(text[: WEIGHTS.opening]))
            quoted = filter(None, (_quoted_behind(text, one.end) for one in own))
            yield from (span.within(*found.span(1)) for found in chain(said, quoted))

    # --- in the heading

    def _in_heading(self) -> Span | None:
        heading = self.item.heading
        text = heading.of(self.passages)
        every = find_counted(text)
        every += find_bare(text, self.item.numbers, every)
        counted = sorted(one for one in every if one.number in self.item.numbers)
        own = self._own(counted)
        if not own:
            return None
        whole = _WHOLE_NAME.search(text)
        if whole is not None and len(set(map(_NUMBER, counted))) == 1:
            return heading.within(*whole.span("name"))
        end = own[-1].end
        start = _name_begins(text, end)
        # The heading may end before the quotes do.
        found = _QUOTED.match(self.passages.texts[heading.number][heading.start :], start)
        if found is None and len(set(map(_NUMBER, counted))) == 1:
            before, behind = text[: own[0].start], text[end:]
            found = self._spoken(text[end:start], start) or self._said_before(before, behind)
        return heading.within(*found.span(1)) if found else None

    def _spoken(self, before: str, start: int) -> re.Match[str] | None:
        """The words of a heading from a place on that are a name: of a short call, or of whoever presides
        and says in the words `before` them that this is what it is about, or asks for it."""
        heading = self.item.heading.of(self.passages)
        found = _UP_TO_CASE.match(heading, start + self._whose_it_is(heading[start:]))
        if found is None or self._is_no_name(found[1]):
            return None
        if self._is_short_call:
            return found
        if not self._is_presided:
            return None
        is_told = _TELLS_NAME.search(before) is not None
        return found if is_told or self._asks_for(found[1], heading[found.end() :]) else None

    def _said_before(self, before: str, behind: str) -> re.Match[str] | None:
        """The words of who presides between what calls a case up and its number, where an agency is asked behind."""
        found = _BEFORE_NUMBER.search(before)
        if found is None or self._is_no_name(found[1]):
            return None
        signs = (self._is_presided, any(self._asked_in(behind)))
        return found if all(signs) else None

    def _asked_in(self, words: str) -> Iterator[bool]:
        """Whether each word of asking in some words has an agency of the heading right behind it."""
        bodies = self.item.bodies
        return (words.startswith(bodies, call.end()) for call in _PLEASE.finditer(words))

    @property
    def _is_short_call(self) -> bool:
        """Whether the passage of its heading does little else than call it up."""
        whole = self.passages.texts[self.item.heading.number]
        return self.item.serial and len(whole) <= WEIGHTS.short

    @property
    def _is_presided(self) -> bool:
        """Whether who presides says its heading."""
        return self.passages.speakers[self.item.heading.number] in self.passages.presiding

    def _whose_it_is(self, behind: str) -> int:
        """How much of what stands behind a number says whose case it is: 「84案是示範署的，遊具遮陽」 (invented)."""
        owned = (f"{body}{_OF}," for body in self.item.bodies)
        return next(map(len, filter(behind.startswith, owned)), 0)

    def _asks_for(self, name: str, behind: str) -> bool:
        """Whether an agency is asked right behind a name; or soon after it, or nothing else is said, of a name
        that is said again."""
        bodies = self.item.bodies
        if _BEFORE_BODY.sub("", behind).startswith(bodies):
            return True
        if not self._is_said_again(name):
            return False
        return not behind.strip(_ENDS) or any(self._asked_in(behind[: WEIGHTS.head]))

    def _is_said_again(self, name: str) -> bool:
        """Whether any two characters in a row of a name stand in what is said under its heading, too."""
        below = (span for span in self.item.spans if span.number > self.item.heading.number)
        told = "\n".join(span.of(self.passages) for span in below)
        return any(map(told.__contains__, map("".join, pairwise(name))))

    def _is_no_name(self, words: str) -> bool:
        """Whether words are nothing but agencies, or tell what one does."""
        for body in self.item.bodies:
            words = words.replace(body, _BODY)
        rest = LINK.sub("", words.replace(_BODY, "")).strip(_OF)
        return not rest or any(known.search(words) for known in (_NO_NAME, _ACTS))


def _name_begins(text: str, end: int) -> int:
    """Where a name may begin behind a number that ends there."""
    return end + matched(_BEFORE_NAME, text, end)


def _quoted_behind(text: str, end: int) -> re.Match[str] | None:
    """The words in quotes, which are closed, behind a number that ends there."""
    found = _QUOTED.match(text, _name_begins(text, end))
    return found if found and text.startswith(_CLOSES, found.end(1)) else None
