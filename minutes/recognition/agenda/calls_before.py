"""Under which call a passage stands, and how a report on a case begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from minutes.recognition.passages import Passages
from minutes.text.folding import fold

_SHORT = 90  # characters of a turn that only calls up the next case
_FAR = 30  # items after which a call says nothing of what is spoken of
_OPENING = 60  # characters in which a report says what it is about
_NEAR = 16  # characters between a subject and the word that makes it one

_START = 16  # characters in which a speech says which case it turns to
_CALLS = re.compile(fold(r"接下[來是]|接著|再來|下一|首先|先請|還有"))
_PLEASE = re.compile(fold(r"請"))
_TELLS = re.compile(fold(r"報告|說明|回應"))
_NEXT = re.compile(
    fold(r"第[一二三四]個?案|第[一二三四][,、]|第[一二三四]個|另外?一?個?案|另[外一]|再來|最後")
)
_SERIAL = re.compile(
    fold(
        r"(?:序號|案號|編號|項次)第?\s?[0-9一二三四五六七八九十]|第?(?:[5-9]|[1-9][0-9]{1,2})(?:案|項次)"
    )
)
_REPORTS = re.compile(fold(r"歷次|摘要報告"))
_CASE_NAME = re.compile(fold(r"案(?!例|件|子都|源)"))
_VOTES = re.compile(
    fold(r"(?:投票|協作(?:會議)?議題|討論案|討論事項|議題討論).{0,20}(?:國發會|說明|討論|投票)")
)
_MADE = re.compile(fold(r"協作議題|議題討論|報告案|討論案|提案人|臨時提案|國發會說明|投票"))
_ABOUT = re.compile(fold(r"有關|關於|針對|就"))
_MATTER = re.compile(fold(r"(?<![提成方草答個])案(?!例|件)|議題|的?部分"))
_PROGRESS = re.compile(
    fold(r"目前|進度|回[應覆]|召開|協作|報告|列管|解管|辦理|後續|說明|研議|研擬|已經|預計")
)

Heading = Literal["ours", "other", "open"]


def heading(
    passages: Passages,
    first: int,
    numbers: frozenset[int],
    core: Iterable[str],
    words: Iterable[str],
) -> Heading:
    """Under which call a passage stands: one for this case (by its number or a word of `core`), for
    another (by its number, or by a name that holds none of `words`), or none that tells."""
    sought = _Sought(numbers, tuple(core), tuple(words))
    return next(filter(None, _told_before(passages, first, sought)), "open")


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a case is called up by."""

    numbers: frozenset[int]
    core: tuple[str, ...]
    words: tuple[str, ...]

    def by_number(self, found: Mapping[int, str]) -> Heading | None:
        """Whose call it is that gives some numbers; None where it gives none."""
        if not found:
            return None
        return "other" if self.numbers.isdisjoint(found) else "ours"

    def by_name(self, text: str, call: str) -> Heading:
        """Whose call it is by its words."""
        if _MADE.search(text) or not _CASE_NAME.search(call):
            return "open"
        if any(map(call.__contains__, self.core)):
            return "ours"
        return "open" if any(map(call.__contains__, self.words)) else "other"


def _told_before(passages: Passages, first: int, sought: _Sought) -> Iterator[Heading | None]:
    """What the passages tell from one back to those before it, the nearest first."""
    turn = passages.turn(first)
    own = range(turn, first)  # what a speaker says before, who is called up already
    has_turned = False  # to another case since
    for number in filter(passages.speech.__getitem__, range(first, max(-1, first - _FAR), -1)):
        text = passages.texts[number]
        call = "" if number in own else _call(text)
        may_turn = number >= turn and not has_turned
        if call or (may_turn and _SERIAL.search(text, 0, _START)):
            yield sought.by_number(passages.numbered.get(number, {}))
        begins_report = number == first == turn and _TELLS.search(text)
        if call and not begins_report:
            yield sought.by_name(text, call)
        has_turned = has_turned or _NEXT.search(text, 0, _START) is not None


def _call(text: str) -> str:
    """What a short turn calls up: the words after its last call; "" for a turn that calls nothing."""
    if len(text) > _SHORT:
        return ""
    calls = list(_CALLS.finditer(text))
    if calls:
        return text[calls[-1].start() :]
    return text if _PLEASE.search(text) else ""


def reports(passages: Passages, number: int) -> bool:
    """Whether a meeting turns to its reports on cases here or shortly before."""
    return any(_REPORTS.search(passages.texts[n]) for n in range(max(0, number - 3), number + 1))


def votes_from(passages: Passages) -> int:
    """The speech with which a meeting turns from its reports to the next proposals; one behind the
    last where it does not."""
    for number in filter(passages.speech.__getitem__, range(len(passages))):
        if _VOTES.search(_call(passages.texts[number])):
            return number
    return len(passages)


def opens(passages: Passages, number: int, numbers: frozenset[int], subject: Iterable[str]) -> bool:
    """Whether a speech begins a report on a case: it says at its start that this is what it is
    about, and goes on to tell how far things are."""
    text = passages.texts[number]
    if _SERIAL.search(text[:_START]) and not numbers & passages.numbered.get(number, {}).keys():
        return False
    start = text[:_OPENING]
    for word in subject:
        at = start.find(word)
        while at >= 0:
            before = start[max(0, at - _NEAR) : at]
            after = text[at + len(word) : at + len(word) + _NEAR]
            if (_ABOUT.search(before) or _MATTER.search(after)) and _PROGRESS.search(text):
                return True
            at = start.find(word, at + 1)
    return False
