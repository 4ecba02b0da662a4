"""A wrong number of a case, and who says which one is meant (all forms invented)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.text.numerals import NUMBER, parse

_APOLOGISES = pattern("head", "apologises")
# 「不好意思，是第68案」, 「95是…，這個是93」
_CORRECTS = folded_pattern(
    "(?:^(?:不好意思|抱歉|對不起|應該|,)*是|(?:這個|這一?案|應該)是)(?:第|序號)?(?P<meant>"
    + NUMBER
    + ")"
)


def is_slip(called: Collection[int], said: str, following: Sequence[str]) -> bool:
    """Whether folded words give a wrong number for what was called up by some numbers: they say so
    themselves, or one of the passages that follow says that one of these is meant."""
    if _APOLOGISES.search(said):
        return bool(called)
    corrected = filter(None, map(_CORRECTS.search, following))
    meant = {parse(found["meant"]) for found in corrected}
    return not meant.isdisjoint(called)
