"""Which proposals a meeting's ballots chose, as speeches and stage directions tell the result; and
which it took on without a vote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, takewhile

from minutes.recognition.passages import (
    Passages,
    Span,
    blanked,
    clause_start,
    is_question,
    sentences,
)
from minutes.recognition.statements import spoken_results
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.folding import fold

_RESULT, _LISTED = pattern("ballot", "result"), pattern("ballot", "listed")
_NO_VOTE = pattern("ballot", "no_vote")
_MAY_BE_UNVOTED = any_of((*words("ballot", "no_vote"), *words("ballot", "may_be_unvoted")))
_RANKED = folded_pattern("^[(]?第[一二三四1-4]名")
_ANNOUNCES = any_of((*words("ballot", "result"), *words("ballot", "listed")))
_RANK = folded_pattern(
    r"(?:^[(]?\s*|[;]\s?)(?:第[一二三四1-4]名?|[一二三四1-4])[是為]?[、.,:]\s?"
    r"|^開票結果[:]\s?|^[(]?最高票[^:]{0,8}[:]\s?"
)
_QUOTED = folded_pattern("「([^「」]{0,60}(?:「[^「」]{0,40}」[^「」]{0,60}){0,3})」")
_BETWEEN = folded_pattern(
    r"」[、,;]\s?「|[;]\s?第[二三四2-4]名?[,、.:]\s?「?|[、,;。]?\s*(?<![0-9.])[2-9][.、](?![0-9])\s?"
)
_TOLD = folded_pattern(
    r"^[(]?(?:線上|即時|現場|聊天室|表單|視訊|slido)*\s?(?:[開投]票|票選)結果[:]\s?(?:1[.、]\s?)?"
)
# 「（線上票選：1. … 58.9% 2. … 48.2%）」 (invented): the shares alone tell that it is a result.
_POLLED = folded_pattern(r"^[(](?:線上|即時|現場|表單|slido|本月)*\s?(?:[開投]票|票選)[:]")
# 「票選結果出來了，第一名是「…」，第二名是「…」」 (invented)
_ELECTED = folded_pattern(
    r"(?:第[一二三四1-4]名|過半的?(?:議題|案子?)?|(?:民眾|部會|機關)(?:票選|提案|自提)案?(?:的部分)?)"
    r"(?:是|為|有|,|:)+\s?「(?P<name>[^「」]{4,80})」"
)
# 「（聊天室投票結果：一、… 41票；二、… 12票）」 (invented): how many were enough nobody says.
_VOTES = folded_pattern(r"(?P<name>[^、,:;。「」()]{4,60}?)」?[:,]?\s?(?P<votes>[0-9]{1,4})\s?票")
_IN_QUOTES = folded_pattern(r"^[(]?\s*「")
_HELD = pattern("ballot", "held")
_OWN, _VOTED = pattern("ballot", "own_proposal"), pattern("ballot", "voted")
_UNSAID, _UNWILLING = pattern("ballot", "unsaid"), pattern("ballot", "unwilling")
_LOST, _UNDECIDED = pattern("ballot", "lost"), pattern("ballot", "undecided")
_NO_PROPOSAL, _SAME_SCORE = pattern("ballot", "no_proposal"), pattern("ballot", "same_score")
_VOID, _TO_BE_VOTED = pattern("ballot", "void"), pattern("ballot", "to_be_voted")
_ELSEWHERE, _ANNOUNCED = pattern("ballot", "elsewhere"), pattern("ballot", "announced")
_TOLD_ALOUD, _NOT_NOW = pattern("ballot", "told"), pattern("ballot", "not_now")
_BELOW_HALF, _WILLING = pattern("ballot", "below_half"), pattern("ballot", "willing")
_SHARE = folded_pattern(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?(?:%|趴)")
# 「特教節數標準是13+50+10=73%」, 「目前加總結果志工連署案是28+49+5=82%」
_SUMMED = folded_pattern(
    r"(?:^|[,。;]|結果|最後是)(?P<name>(?:(?!結果|最後是)[^,。;:]){3,40}?)是?(?:[0-9]+\+[0-9+\s]*=|(?<=是))\s?(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s?%"
)
# 「可以直接來跟幼兒園師生比及全電視頻道這兩案的主責部會討論」
_THESE_TWO = folded_pattern(
    "(?:^|[,。跟和與是])(?P<one>[^,。;:「」跟和與及是]{4,20})及(?P<other>[^,。;:「」跟和與及是]{4,20})這[兩二]案(?:的主[責辦]|進入協作)"
)
# 「（投票結果：公園遊具遮陽，72%；夜間還書，31%）」 (invented)
_SCORED = folded_pattern(
    r"(?:[:;](?:\s?[1-9][.、](?![0-9]))?|(?<=%)、|(?<![0-9.])[1-9][.、])\s?「?(?P<name>[^,:;%「」()]{4,60}?)」?[,:]?(?:是|為|得票率?|同意|贊成)*\s?(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s?%"
)
_SCORED_BEHIND = folded_pattern(r"\s?[(][^()0-9]{0,6}[0-9.]+\s?%[)]$")
_SCORES = folded_pattern(r"[,:][^0-9]{0,6}[0-9.]+\s?%")  # no name: the score of one
_RESULT_OF = fold("票結果")
_OPENS, _CLOSES = fold("「"), fold("」")
_SENTENCE_END = "。"
_PAIRS = {")": "(", _CLOSES: _OPENS}
_COMMA = folded_pattern("、")
_IN_BRACKETS = folded_pattern(r"[(][^()]{0,60}[)]|「[^「」]{0,60}」")
_EDGES = frozenset(fold("「」。.,;)(（） "))


@dataclass(frozen=True, slots=True)
class Winner:
    """A proposal that a ballot chose: where it is named, by what (folded) name, and with which share
    of the votes as it is written ("" where nobody says)."""

    span: Span
    name: str
    share: str = ""
    is_formal: bool = True
    """Whether the result gives the name itself, rather than how somebody speaks of it."""


Place = tuple[int, int]
"""From where to where a name stands in a text."""
_UNFORMAL = partial(replace, is_formal=False)


def winners(passages: Passages) -> list[Winner]:
    """The proposals that a meeting's ballots chose, in the order in which the results name them."""
    void = list(map(bool, map(_VOID.search, passages.texts)))
    first = len(void) - void[::-1].index(True) if True in void else 0
    found = {winner.name: winner for winner in _winners(passages, first)}
    return list(found.values())


def _winners(passages: Passages, since: int) -> Iterator[Winner]:
    until = -1
    for number in range(since, len(passages)):
        text = passages.texts[number]
        listed = bool(_LISTED.search(text)) and not _TO_BE_VOTED.search(text)
        told = not passages.speech[number] and _RANK.search(text)
        told = told or _POLLED.search(text)
        if told or listed or _RESULT.search(text) or is_label(passages.speakers[number] or ""):
            until = number + WEIGHTS.results
        yield from _aloud(passages, number)
        for place in spoken_results.read(passages, number):
            yield from _with_share(number, text, *place)
        if number <= until and not _is_of_something_else(passages, number):
            lines = list(_of_line(passages, number, text, listed))
            yield from lines or [*_summed(number, text), *_elected(number, text)]
            yield from _both(number, text) if passages.speech[number] else ()


def is_label(label: str) -> bool:
    """Whether what a record writes as a speaker is the heading of a result."""
    return fold(label).endswith(_RESULT_OF)


def announcement(passages: Passages, winner: Winner) -> Span | None:
    """The words that announce the result which gives a winner, shortly before it; None where its rank
    says enough."""
    named = winner.span
    if _RANKED.match(passages.texts[named.number]):
        return None
    for number in range(named.number, max(-1, named.number - WEIGHTS.results - 1), -1):
        text = passages.texts[number]
        until = named.start if number == named.number else len(text)
        told = _ANNOUNCES.search(text, 0, until)
        if told is not None:
            return Span(number, clause_start(text, told.start()), told.end())
    return None


def is_unvoted(passages: Passages, named: Span) -> bool:
    """Whether it is said right behind the name of a proposal that it is taken on without a vote: 「「步道座椅」，
    免票選。」 (invented)."""
    text = passages.texts[named.number]
    behind = text[named.end : named.end + WEIGHTS.near].removeprefix(_CLOSES)
    told = _NO_VOTE.search(behind.split(_OPENS)[0].split(_SENTENCE_END)[0])
    return told is not None and not _is_unsaid(behind, told.start())


def may_be_unvoted(passages: Passages, named: Span) -> bool:
    """Whether anything is said of a vote that is not held, from the name of a proposal to the next one's."""
    later = passages.texts[named.number + 1 :]
    behind = passages.texts[named.number][named.end :]
    own = takewhile(lambda text: not _QUOTED.search(text), later)
    return any(map(_MAY_BE_UNVOTED.search, chain([behind.split(_OPENS)[0]], own)))


def _is_of_something_else(passages: Passages, number: int) -> bool:
    """Whether the words that last announced a vote say that it is about lunch or the like."""
    before = "\n".join(passages.texts[max(0, number - WEIGHTS.results) : number + 1])
    announced = [told[0] for told in sentences(before) if _ANNOUNCED.search(told[0])]
    return _ELSEWHERE.search("".join(announced[-1:])) is not None


def _aloud(passages: Passages, number: int) -> Iterator[Winner]:
    """What a speaker says was chosen."""
    text = passages.texts[number]
    for told in _TOLD_ALOUD.finditer(text if passages.speech[number] else ""):
        first, end = told.span(told.lastgroup or 0)
        begins = text.rfind("。", 0, first) + 1
        ends = f"{text}。".find("。", end)
        if not (_NOT_NOW.search(text[begins:first]) or _NOT_NOW.search(text, end, ends)):
            found = _with_share(number, text, first, end)
            yield from map(_UNFORMAL, found)


def _of_line(passages: Passages, number: int, text: str, listed: bool) -> Iterator[Winner]:
    """The names that one line of a result gives."""
    if not passages.speech[number]:
        yield from _of_direction(number, text)
        return
    rank = _RANK.search(text)
    if rank is not None and (listed or len(text) <= WEIGHTS.line):
        yield from _named(number, text, rank.end())
    elif listed and (quoted := text.find(fold("「"))) >= 0:
        yield from _named(number, text, quoted)


def _of_direction(number: int, text: str) -> Iterator[Winner]:
    """A stage direction gives each winner with its votes or share, in quotes, or behind its rank: the first
    of these ways that it uses counts."""
    if _UNDECIDED.search(text):
        return
    told = next(filter(None, (way(text) for way in _WAYS)), None)
    if told is None:
        yield from _unmarked(number, text)
        return
    for place in told:
        yield from _with_share(number, text, *place)


def _by_votes(text: str) -> list[Place]:
    """The proposal with the most votes, where nobody says which share they are."""
    if not _TOLD.search(text) or _SHARE.search(text):
        return []
    counted = list(_VOTES.finditer(text))
    most = max(counted, key=lambda match: int(match["votes"]), default=None)
    return [most.span("name")] if most else []


def _by_shares(text: str) -> list[Place]:
    """The proposals with a share behind each; more names in quotes than shares are another way."""
    is_told = _TOLD.search(text) or _POLLED.search(text)
    scored = list(_SCORED.finditer(text)) if is_told else []
    quoted = list(_QUOTED.finditer(text))
    if len(scored) < len(quoted):
        return []
    return list(chain.from_iterable(_with_one_score(text, *one.span("name")) for one in scored))


def _with_one_score(text: str, first: int, end: int) -> Iterator[Place]:
    """The proposal before a share, or the two that are said to have the same; which of more commas part
    proposals nobody says."""
    told = _SAME_SCORE.search(text, first, end)
    if told is None:
        yield first, end
        return
    commas = [comma.span() for comma in _COMMA.finditer(text, first, told.start())]
    if len(commas) == 1:
        yield from _between(commas, first, told.start())


def _by_quotes(text: str) -> list[Place]:
    """The proposals in quotes, where a result is told."""
    is_result = _RESULT.search(text) or _IN_QUOTES.search(text)
    return [match.span(1) for match in _QUOTED.finditer(text)] if is_result else []


_WAYS: tuple[Callable[[str], list[Place]], ...] = (_by_votes, _by_shares, _by_quotes)


def _unmarked(number: int, text: str) -> Iterator[Winner]:
    """The names behind ranks or numbers, or strung together behind the word that announces them."""
    ranked = _RANK.search(text)
    start = ranked or _TOLD.search(text)
    if start is not None:
        is_counted = ranked or _BETWEEN.search(text, start.end())
        read = _named if is_counted else _strung
        yield from read(number, text, start.end())


def _summed(number: int, text: str) -> Iterator[Winner]:
    """The names of a result that is added up aloud."""
    for match in _SUMMED.finditer(text):
        if float(match["share"]) >= spoken_results.HALF:
            first, end = _trimmed(text, match.start("name"), match.end("name"))
            span = Span(number, first, end)
            yield Winner(span, text[first:end], f"{match['share']}%", is_formal=False)


def _both(number: int, text: str) -> Iterator[Winner]:
    """The names of two proposals that are spoken of as the two that a ballot chose."""
    for match in _THESE_TWO.finditer(text):
        for first, end in (match.span("one"), match.span("other")):
            yield Winner(Span(number, first, end), text[first:end], is_formal=False)


def _elected(number: int, text: str) -> Iterator[Winner]:
    """The names that a speaker gives in quotes as what was chosen."""
    for match in () if _TO_BE_VOTED.search(text) else _ELECTED.finditer(text):
        yield from _with_share(number, text, *match.span("name"))


def _named(number: int, text: str, start: int) -> Iterator[Winner]:
    """The names in the rest of a line, one or several."""
    cuts = [between.span() for between in _BETWEEN.finditer(text, start)]
    for part in _between(cuts, start, len(text)):
        first, end = _trimmed(text, *part)
        yield from _with_share(number, text, first, end)


def _strung(number: int, text: str, start: int) -> Iterator[Winner]:
    """The names in the rest of a line that has neither numbers nor quotes: 「（投票結果：公園遊具的遮陽、圖書館夜間
    還書）」 (invented). A comma may part two proposals or stand within the name of one, so each part is how
    somebody speaks of one, and none is a name."""
    commas = [comma.span() for comma in _COMMA.finditer(blanked(_IN_BRACKETS, text, start), start)]
    parts = [_trimmed(text, first, end) for first, end in _between(commas, start, len(text))]
    for first, end in parts:
        found = _with_share(number, text, first, end)
        yield from map(_UNFORMAL, found) if len(parts) > 1 else found


def _between(cuts: Sequence[Place], start: int, end: int) -> Iterator[Place]:
    """What lies between some cuts, from `start` to `end`."""
    starts = [start, *(after for _, after in cuts)]
    return zip(starts, [*(before for before, _ in cuts), end], strict=True)


def _trimmed(text: str, first: int, end: int) -> Place:
    while first < end and text[first] in _EDGES:
        first += 1
    closes = text.rfind(fold("」"), first, end)
    if first and text[first - 1] == fold("「") and closes > first:
        end = closes
    while end > first and text[end - 1] in _EDGES:
        end -= 1
    return first, end + 1 if _is_closed_behind(text, first, end) else end


def _is_closed_behind(text: str, first: int, end: int) -> bool:
    """Whether the next sign closes a bracket or quotation that a name opened: then it belongs to the name."""
    closing = text[end : end + 1]
    opening = _PAIRS.get(closing)
    if opening is None:
        return False
    return text.count(opening, first, end) > text.count(closing, first, end)


def _with_share(number: int, text: str, first: int, end: int) -> Iterator[Winner]:
    """A name, unless the words behind it say that less than half voted for it."""
    if not WEIGHTS.least_name <= end - first <= WEIGHTS.line or _names_nothing(text[first:end]):
        return
    scored = _SCORED_BEHIND.search(text, first, end)
    until = end + WEIGHTS.near
    if scored is not None:
        # 「…（82%）」: its share is no part of a name, nor is the next one's its own.
        end, until = scored.span()
    behind = text[end : end + WEIGHTS.near].removeprefix(_CLOSES).split(_OPENS)[0]
    if _LOST.search(behind):
        return
    share = _SHARE.search(text, end, until)
    if share is None or float(share[1]) >= spoken_results.HALF:
        yield Winner(Span(number, first, end), text[first:end], f"{share[1]}%" if share else "")


def _names_nothing(words: str) -> bool:
    """Whether words are a score, or what is decided, and no proposal's name."""
    return any(known.search(words) for known in (_SCORES, _NO_PROPOSAL))


def below_half(passages: Passages) -> Iterator[Span]:
    """The sentences by which something below half of the votes is taken on where its agency is
    willing."""
    for sentence in _sentences(passages):
        text = sentence.of(passages)
        if _BELOW_HALF.search(text) and (_is_willing(text) or _answered(passages, sentence)):
            yield sentence


def below(sentence: str) -> str:
    """The clause of a sentence that says what got less than half of the votes."""
    found = _BELOW_HALF.search(sentence)
    at = found.start() if found else 0
    return sentence[clause_start(sentence, at) : found.end() if found else 0]


def _is_willing(text: str) -> bool:
    return bool(_WILLING.search(text) and not _UNWILLING.search(text))


def _answered(passages: Passages, sentence: Span) -> bool:
    """Whether a question is answered by somebody who is willing: 「差一票，示範署要不要？」, 「示範署願意辦」 (invented)."""
    following = sentence.number + 1
    if not is_question(sentence.of(passages)) or following >= len(passages):
        return False
    answer = passages.texts[following] if passages.speech[following] else ""
    return _is_willing(answer[: WEIGHTS.answered])


def without_vote(passages: Passages) -> Iterator[Span]:
    """The sentences by which something is taken on without a vote: they say so, or tell of an agency's
    own proposal where the meeting holds no vote."""
    is_held = any(_HELD.search(text) for text in passages.texts)
    for sentence in _sentences(passages):
        text = sentence.of(passages)
        own = None if is_held or _VOTED.search(text) else _OWN.search(text)
        told = _NO_VOTE.search(text) or own
        if told is not None and not _is_unsaid(text, told.start()):
            yield sentence


def _is_unsaid(sentence: str, start: int) -> bool:
    """Whether a sentence asks, denies or supposes what stands there."""
    return is_question(sentence) or _UNSAID.search(sentence, 0, start) is not None


def _sentences(passages: Passages) -> Iterator[Span]:
    """The sentences that are spoken."""
    for number, text in enumerate(passages.texts):
        for found in sentences(text if passages.speech[number] else ""):
            yield Span(number, found.start(), found.end())
