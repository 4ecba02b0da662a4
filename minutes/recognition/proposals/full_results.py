"""What is told around a result of what it chose: the whole name under which a proposal was put to the vote, where the
result gives only how somebody speaks of it, and how it did, where that is read out behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, compress

from minutes.recognition.ballot_results import Winner
from minutes.recognition.passages import Passages
from minutes.recognition.proposals import voted_on
from minutes.recognition.statements import shares
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.text.han import HAN

_HEARD = re.compile(f"[{HAN}]+")  # marks are no slip
# What tells two proposals apart that are worded alike: 「第一期」 and 「第二期」, 「增設」 and 「不增設」 (invented)
_COUNTS = folded_pattern("[0-9一二三四五六七八九十百千兩甲乙丙丁上下大小高低男女公私國縣市不未無]")


def completed(passages: Passages, winners: Iterable[Winner]) -> list[Winner]:
    """Some winners with what is told of them around: one for each proposal, in their order."""
    found: dict[str, Winner] = {}
    for one in winners:
        proposals = _proposals(passages, one)
        full = _in_full(one, proposals)
        known = found.setdefault(full.name, replace(one, whole=full.whole))
        share = known.share or one.share or _share(passages, full, proposals)
        found[full.name] = replace(known, share=share)
    return list(found.values())


def told_behind(passages: Passages, winner: Winner) -> Iterator[tuple[int, str]]:
    """The speeches soon behind a result that tell how a winner did, each by its number, with its share of the votes."""
    proposals = _proposals(passages, winner)
    return _told_behind(passages, _in_full(winner, proposals), proposals)


def _told_behind(
    passages: Passages, full: Winner, proposals: Sequence[Winner]
) -> Iterator[tuple[int, str]]:
    rivals = [one for one in proposals if one.name != full.name]
    first = full.span.number
    soon = range(first, min(len(passages), first + WEIGHTS.answer))
    for number in compress(soon, passages.speech[first:]):
        for score in shares.scores([passages.texts[number]]):
            if voted_on.is_of(passages, number, score["name"], full, rivals, WEIGHTS.nickname):
                yield number, shares.in_digits(score["share"])


def _share(passages: Passages, full: Winner, proposals: Sequence[Winner]) -> str:
    """The one share that is told of a winner behind its result; "" where none is, or several."""
    told = {share for _, share in _told_behind(passages, full, proposals)}
    return told.pop() if len(told) == 1 else ""


def _in_full(winner: Winner, proposals: Sequence[Winner]) -> Winner:
    """A winner by its whole name, where a result gives only how somebody speaks of it, or the name with a slip."""
    if winner.is_formal:
        full = _without_slip(winner.name, proposals)
    else:
        full = voted_on.meant(winner.name, proposals, WEIGHTS.nickname)
    return replace(winner, name=full.name, whole=full.span) if full else winner


def _without_slip(name: str, proposals: Sequence[Winner]) -> Winner | None:
    """The one proposal whose name a result gives but for a few characters that were heard wrongly: 「公園遊具應由遮陽」
    of 「公園遊具應有遮陽」 (invented); None where a proposal bears the very name."""
    told = {one.name: one for one in reversed(proposals)}
    near = list(filter(partial(_is_misheard, name), told))
    return told[near[0]] if len(near) == 1 and name not in told else None


def _is_misheard(told: str, name: str) -> bool:
    """Whether two names are of one length and differ in a few characters, none of which counts anything."""
    if len(told) != len(name):
        return False
    other = [pair for pair in zip(told, name, strict=True) if pair[0] != pair[1]]
    words = "".join(chain.from_iterable(other))
    is_heard = _HEARD.fullmatch(words) is not None and _COUNTS.search(words) is None
    return is_heard and len(other) <= len(name) * WEIGHTS.misheard


def _proposals(passages: Passages, winner: Winner) -> list[Winner]:
    """What was voted on, as far as it was presented by its name before a result."""
    return list(voted_on.before(passages, winner.span.number - 1))
