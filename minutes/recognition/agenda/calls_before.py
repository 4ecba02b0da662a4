"""Under which call a passage stands, and how a report on a case begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    turn = passages.turn(first)
    fresh = False  # whether the speaker has turned to another case since
    for number in range(first, max(-1, first - _FAR), -1):
        text = passages.texts[number]
        if not passages.speech[number]:
            continue
        own = turn <= number < first  # what a speaker says before, who is called up already
        call = "" if own or len(text) > _SHORT else _call(text)
        if call or (number >= turn and not fresh and _SERIAL.search(text[:_START])):
            found = passages.numbered.get(number, {})
            if found:
                return "ours" if numbers & found.keys() else "other"
        if call and not (number == first == turn and _TELLS.search(text)):
            if _MADE.search(text) or not _CASE_NAME.search(call):
                return "open"
            if any(w in call for w in core):
                return "ours"
            return "open" if any(w in call for w in words) else "other"
        fresh = fresh or bool(_NEXT.search(text[:_START]))
    return "open"


def _call(text: str) -> str:
    """What a short turn calls up: the words after its last call; "" for a turn that calls nothing."""
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
    for number, text in enumerate(passages.texts):
        if passages.speech[number] and len(text) <= _SHORT and _VOTES.search(_call(text)):
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
