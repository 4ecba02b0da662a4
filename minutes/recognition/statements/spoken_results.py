"""What a speaker tells of a ballot: which proposal came first, which second, and whether both are taken on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, compress, filterfalse

from minutes.recognition.passages import Passages, Span, is_question, sentences
from minutes.recognition.statements.shares import SHARE, percent
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.numerals import number as number_of

Place = tuple[int, int]
"""From where to where a name stands in a passage."""
# Only the first, or the second as well where both are taken on.
_RANKS = {
    False: pattern("ballot", "first"),
    True: any_of((*words("ballot", "first"), *words("ballot", "second"))),
}
_BOTH, _NOT_NOW = pattern("ballot", "both"), pattern("ballot", "not_now")
_VOTE, _RESULT = pattern("ballot", "announced"), pattern("ballot", "told_result")
_LOST, _NO_OPTION = pattern("ballot", "lost"), pattern("ballot", "no_option")
_WAS_VOTED, _OF_OTHERS = pattern("ballot", "was_voted"), pattern("ballot", "voted_in_general")
_THIS_CASE = pattern("ballot", "this_case")
# Of which kind a proposal is, is no part of how it is called.
_KIND = any_of(words("ballot", "kinds_said")).pattern
_OF_KIND = f"(?:{_KIND})?(?!{_KIND})"
# 「票選結果，街頭藝人證照 33 票、無障礙菜單 33 票；夜間還書 12 票，未達半數」 (invented)
_VOTES = folded_pattern(
    rf"(?:^|[:、,;。])\s?{_OF_KIND}(?P<name>[^、,:;。「」()0-9]{{4,40}}?)\s?(?P<votes>[0-9]{{1,3}})\s?票(?=(?P<behind>[^。;、0-9]{{0,12}}))"
)
# 「電梯對講機三十六，夜市支付三十三，後照鏡八」 (invented): what is read out right behind a vote, without a word for votes
_AMOUNT = "(?:[1-9][0-9]?|[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_READ_OUT = folded_pattern(
    rf"(?:(?<=[:、,;。])|^)(?:[^、,:;。「」()]{{0,12}}的?部分,?|「?join」?(?:這邊)?是)?{_OF_KIND}(?P<name>[^、,:;。「」()0-9]{{2,20}}?)(?:是|有)?(?P<votes>{_AMOUNT})票?(?=[、,;。])(?=(?P<behind>[^。;、0-9]{{0,12}}))"
)
_SOON = 2  # passages in which a result is read out behind a vote
_VOTING = folded_pattern("^[(](?:開始)?(?:進行)?投票(?:進行)?中?[)]?$")
# 「投票結束，街頭藝人證照得票率61%，夜間還書得票率55%」 (invented)
_SHARES = folded_pattern(
    r"(?:^|[:、,;。])\s?(?P<name>[^、,:;。「」()0-9]{4,40}?)的?(?:得票率?|支持度)\s?(?:是|為|有)?\s?(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s?%"
)
# 「結果，街頭藝人證照百分之六十八，夜間還書百分之四十四。」 (invented): how somebody speaks of each
_LISTED = folded_pattern(
    rf"(?:(?<=[:、,;。])|^)\s?(?P<name>[^、,:;。「」()0-9百]{{2,40}}?)(?:的|得票率?|支持度)*(?:是|為|有)?\s?(?P<share>{SHARE})(?=[、,;。]|$)"
)
HALF = 50.0
"""The share of the votes, in percent, with which a proposal is taken on."""


def read(passages: Passages, number: int) -> Iterator[Place]:
    """The names of the proposals that a passage tells were chosen."""
    if not _is_of_vote(passages, number):
        return
    text = passages.texts[number]
    both = _both(passages, number)
    told = filterfalse(_is_not_now, sentences(text))
    yield from chain.from_iterable(map(partial(_ranked, text, both), told))
    if _is_voting(passages, number):
        yield from _most(list(_READ_OUT.finditer(text)), both)
    if _RESULT.search(text):
        yield from _most(list(_VOTES.finditer(text)), both)
        yield from map(_name, filter(_is_half, _SHARES.finditer(text)))


def read_out(passages: Passages, number: int) -> frozenset[int]:
    """The votes that a passage right behind a vote reads out one after another."""
    told = _READ_OUT.finditer(passages.texts[number]) if _is_voting(passages, number) else ()
    votes = frozenset(map(_number_of_votes, filterfalse(_is_no_option, told)))
    return votes if len(votes) > 1 else frozenset()


def listed(passages: Passages, number: int) -> Iterator[tuple[Place, str]]:
    """The proposals of which a passage that tells a result gives the shares, those with half of the votes and
    more: how each is spoken of, and its share."""
    text = passages.texts[number]
    told = _RESULT.search(text) if _is_of_vote(passages, number) else None
    start = told.end() if told else 0
    is_result = told or _is_voting(passages, number)
    for match in _LISTED.finditer(text, start) if is_result else ():
        share = percent(match["share"])
        if float(share) >= HALF and not _is_no_option(match):
            yield _name(match), f"{share}%"


def remembered(passages: Passages) -> Iterator[Span]:
    """The sentences by which a record of a case's own says that a vote chose the case: 「這個案子經過月會投票，被選出來」."""
    for number in filter(passages.speech.__getitem__, range(len(passages))):
        for sentence in filter(_tells_of_choice, sentences(passages.texts[number])):
            yield Span(number, *sentence.span())


def _tells_of_choice(sentence: re.Match[str]) -> bool:
    """Whether a sentence says of this case that it was voted on and passed, and not of cases in general."""
    told = _WAS_VOTED.search(sentence[0])
    signs = told and (
        _THIS_CASE.search(sentence[0]),
        _OF_OTHERS.search(sentence[0]) is None,
        not is_question(sentence[0][told.end() :].partition(",")[0]),
    )
    return all(signs or (False,))


def _is_of_vote(passages: Passages, number: int) -> bool:
    """Whether a passage is spoken, and it or one shortly before speaks of a vote."""
    before = passages.texts[max(0, number - WEIGHTS.results) : number + 1]
    return passages.speech[number] and any(map(_VOTE.search, before))


def _both(passages: Passages, number: int) -> bool:
    """Whether the passage, or an answer soon after, takes two proposals on."""
    soon = slice(number, number + WEIGHTS.answer)
    spoken = compress(passages.texts[soon], passages.speech[soon])
    return any(map(_takes_both, chain.from_iterable(map(sentences, spoken))))


def _takes_both(sentence: re.Match[str]) -> bool:
    return _BOTH.search(sentence[0]) is not None and not is_question(sentence[0])


def _is_not_now(sentence: re.Match[str]) -> bool:
    return _NOT_NOW.search(sentence[0]) is not None


def _ranked(text: str, both: bool, sentence: re.Match[str]) -> Iterator[Place]:
    """The names that a sentence gives a rank."""
    for named in _RANKS[both].finditer(text, *sentence.span()):
        yield named.span(named.lastgroup or 0)


def _is_voting(passages: Passages, number: int) -> bool:
    """Whether a stage direction right before a passage, or before one sentence more, says that a vote is held."""
    before = passages.texts[max(0, number - _SOON) : number]
    return any(map(_VOTING.match, before))


def _most(told: Iterable[re.Match[str]], both: bool) -> Iterator[Place]:
    """The names with the most votes of a result that gives them one after another; the first two, or several that
    have as many, where both are taken on."""
    counted = list(filterfalse(_is_no_option, told))
    votes = list(map(_number_of_votes, counted))
    *_, least, most = [0, 0, *sorted(votes)]
    enough = min(least, most) if both else most
    first = list(compress(counted, map(enough.__le__, votes)))
    is_clear = len(first) == 1 or both
    if len(counted) > 1 and is_clear:
        yield from map(_name, filterfalse(_is_lost, first))


def _is_no_option(match: re.Match[str]) -> bool:
    return _NO_OPTION.search(match["name"]) is not None


def _is_lost(match: re.Match[str]) -> bool:
    return _LOST.search(match["behind"]) is not None


def _is_half(match: re.Match[str]) -> bool:
    return float(match["share"]) >= HALF and not _is_no_option(match)


def _number_of_votes(match: re.Match[str]) -> int:
    return number_of(match["votes"])


def _name(match: re.Match[str]) -> Place:
    return match.span("name")
