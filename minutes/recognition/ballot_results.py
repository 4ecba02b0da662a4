"""Which proposals a meeting's ballots chose, as speeches and stage directions tell the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, compress, starmap

from minutes.recognition.passages import Passages, Span, blanked, clause_start, sentences
from minutes.recognition.statements import spoken_results
from minutes.recognition.statements.shares import FOR_AND_AGAINST, LISTED_UNDER
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.folding import fold

_RESULT, _LISTED = pattern("ballot", "result"), pattern("ballot", "listed")
_RANKED = folded_pattern("^[(]?第[一二三四1-4]名")
_ANNOUNCES = any_of((*words("ballot", "result"), *words("ballot", "listed")))
_RANK = folded_pattern(
    r"(?:^[(]?\s*|[;]\s?)(?:第[一二三四1-4]名?|[一二三四1-4])[是為]?[、.,:]\s?"
    r"|^開票結果[:]\s?|^[(]?最高票[^:]{0,8}[:]\s?"
)
_QUOTED = folded_pattern("「([^「」]{0,60}(?:「[^「」]{0,40}」[^「」]{0,60}){0,3})」")
_KIND = f"(?:{any_of(words('ballot', 'kinds')).pattern})[-─:]"
_BETWEEN = folded_pattern(
    r"」[、,;]\s?「|[;]\s?第[二三四2-4]名?[,、.:]\s?「?|[、,;。]?\s*(?<![0-9.])[2-9][.、](?![0-9])\s?"
    rf"|[;,、]\s?(?={_KIND})"
)
_LISTED_UNDER = folded_pattern(LISTED_UNDER)
_TOLD = folded_pattern(
    r"^[(]?(?:線上|即時|現場|聊天室|表單|視訊|slido)*\s?(?:[開投計]票|票選|評選|圈選|表決|統計)結果[:]\s?(?:1[.、]\s?)?|^[(]結果[:]\s?(?:1[.、]\s?)?"
)
# 「（線上票選：1. … 58.9% 2. … 48.2%）」 (invented): the shares alone tell that it is a result.
_POLLED = folded_pattern(
    r"^[(](?:線上|即時|現場|表單|slido|本月)*\s?(?:[開投]票|票選|評選|圈選)[:]"
)
# 「票選結果出來了，第一名是「…」，第二名是「…」」 (invented)
_ELECTED = folded_pattern(
    r"(?:第[一二三四1-4]名|過半的?(?:議題|案子?)?|(?:民眾|部會|機關)(?:票選|提案|自提)案?(?:的部分)?)"
    r"(?:是|為|有|,|:)+\s?「(?P<name>[^「」]{4,80})」"
)
# 「（聊天室投票結果：一、… 41票；二、… 12票）」 (invented): how many were enough nobody says.
_VOTES = folded_pattern(
    rf"(?:「(?P<quoted>[^「」]{{4,60}})」|(?:[1-9][.]\s?)?{LISTED_UNDER}(?!\s|[1-9]\.)(?P<name>[^、,:;。「」()]{{4,60}}?))[:,]?\s?"
    r"(?<![0-9])(?P<votes>[0-9]{1,4})\s?票"
)
# 「（投票結果：圖書館夜間還書，要27，不要8）」 (invented)
_ASSENT = folded_pattern(
    rf"[:]\s?{LISTED_UNDER}「?(?P<name>[^,:;。「」()]{{4,60}}?)」?[,:]\s?{FOR_AND_AGAINST}"
)
_IN_QUOTES = folded_pattern(r"^[(]?\s*「")
_LOST, _UNDECIDED = pattern("ballot", "lost"), pattern("ballot", "undecided")
_NO_PROPOSAL, _SAME_SCORE = pattern("ballot", "no_proposal"), pattern("ballot", "same_score")
_VOID, _TO_BE_VOTED = pattern("ballot", "void"), pattern("ballot", "to_be_voted")
_ELSEWHERE, _ANNOUNCED = pattern("ballot", "elsewhere"), pattern("ballot", "announced")
_TOLD_ALOUD, _NOT_NOW = pattern("ballot", "told"), pattern("ballot", "not_now")
_SHARE = folded_pattern(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?(?:%|趴)")
# 「特教節數標準是13+50+10=73%」, 「目前加總結果志工連署案是28+49+5=82%」
_SUMMED = folded_pattern(
    r"(?:^|[,。;]|結果|最後是)(?:「?[^,。;:「」]{2,6}」?的部分,?)?(?P<name>(?:(?!結果|最後是)[^,。;:]){3,40}?)是?(?:[0-9]+\+[0-9+\s]*=|(?<=是))\s?(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s?%"
)
# 「可以直接來跟幼兒園師生比及全電視頻道這兩案的主責部會討論」
_THESE_TWO = folded_pattern(
    "(?:^|[,。跟和與是])(?P<one>[^,。;:「」跟和與及是]{4,20})及(?P<other>[^,。;:「」跟和與及是]{4,20})這[兩二]案(?:的主[責辦]|進入協作)"
)
# 「（投票結果：公園遊具遮陽，72%；夜間還書，31%）」 (invented)
_SCORED = folded_pattern(
    rf"(?:[:;](?:\s?[1-9][.、](?![0-9]))?|(?<=%)、|(?<![0-9.])[1-9][.、])\s?{LISTED_UNDER}「?(?P<name>[^,:;%「」()]{{4,60}}?)」?[,:]?(?:是|為|得票率?|同意|贊成)*\s?(?P<share>[0-9]{{1,3}}(?:\.[0-9]+)?)\s?%"
)
_SCORED_BEHIND = folded_pattern(r"\s?[(][^()0-9]{0,6}[0-9.]+\s?%[)]$")
_SCORES = folded_pattern(r"[,:][^0-9]{0,6}[0-9.]+\s?%")  # no name: the score of one
_TELLS_RESULT = folded_pattern(
    "[0-9]\\s?(?:%|趴|票)|[一二三四五六七八九十](?:票|成)|過半|獲選|當選|勝出|最高票|(?:[開投]票|票選|評選)結果"
)
_RESULT_OF, _IS, _OPENS, _CLOSES, _SENTENCE_END = map(fold, ("票結果", "是", "「", "」", "。"))
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
    whole: Span | None = None
    """Where the whole name is presented, if the result gives less of it."""


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
    for line in map(partial(_Line, passages), range(since, len(passages))):
        if line.announces:
            until = line.number + WEIGHTS.results
        yield from _aloud(line)
        if line.number <= until and not line.is_of_something_else:
            yield from list(_of_line(line)) or [*_summed(line), *_elected(line)]
            yield from _both(line)


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage that may tell a result."""

    passages: Passages
    number: int

    @property
    def text(self) -> str:
        return self.passages.texts[self.number]

    @property
    def is_spoken(self) -> bool:
        return self.passages.speech[self.number]

    @property
    def spoken(self) -> str:
        """What is said in it; nothing where it is a stage direction."""
        return self.text if self.is_spoken else ""

    @property
    def is_listed(self) -> bool:
        """Whether it lists what was chosen, and not what is going to be voted on."""
        return _LISTED.search(self.text) is not None and _TO_BE_VOTED.search(self.text) is None

    @property
    def announces(self) -> bool:
        """Whether a result begins here."""
        label = self.passages.speakers[self.number] or ""
        is_ranked = not self.is_spoken and _RANK.search(self.text) is not None
        signs = map(partial(re.Pattern.search, string=self.text), (_POLLED, _RESULT))
        return any((is_ranked, self.is_listed, is_label(label), *signs))

    @property
    def is_of_something_else(self) -> bool:
        """Whether the words that last announced a vote say that it is about lunch or the like."""
        first = max(0, self.number - WEIGHTS.results)
        before = "\n".join(self.passages.texts[first : self.number + 1])
        told = map(re.Match.group, sentences(before))
        announced = list(filter(_ANNOUNCED.search, told))
        return _ELSEWHERE.search("".join(announced[-1:])) is not None

    def winner(self, first: int, end: int) -> Iterator[Winner]:
        """The proposal whose name stands there, if it won."""
        return _with_share(self.number, self.text, first, end)

    def winners(self, places: Iterable[Place]) -> Iterator[Winner]:
        """Those of the proposals whose names stand in some places that won."""
        return chain.from_iterable(starmap(self.winner, places))


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


def tells_result(text: str) -> bool:
    """Whether folded words say how a vote came out."""
    return _TELLS_RESULT.search(text) is not None


def result_before(passages: Passages, number: int) -> Span | None:
    """The nearest passage shortly before another that says how a vote came out."""
    before = range(number - 1, max(-1, number - WEIGHTS.results - 1), -1)
    telling = (place for place in before if tells_result(passages.texts[place]))
    return next(map(passages.whole, telling), None)


def _aloud(line: _Line) -> Iterator[Winner]:
    """What a speaker says was chosen."""
    for (first, end), share in spoken_results.listed(line.passages, line.number):
        span = Span(line.number, first, end)
        yield Winner(span, line.text[first:end], share, is_formal=False)
    told = [match.span(match.lastgroup or 0) for match in _TOLD_ALOUD.finditer(line.spoken)]
    now = compress(told, starmap(partial(_is_told_now, line.text), told))
    yield from map(_UNFORMAL, line.winners(now))
    yield from line.winners(spoken_results.read(line.passages, line.number))


def _is_told_now(text: str, first: int, end: int) -> bool:
    """Whether the sentence around a name tells of this vote, and neither guesses nor remembers."""
    begins = text.rfind(_SENTENCE_END, 0, first) + 1
    ends = f"{text}{_SENTENCE_END}".find(_SENTENCE_END, end)
    around = f"{text[begins:first]}\n{text[end:ends]}"
    return _NOT_NOW.search(around) is None


def _of_line(line: _Line) -> Iterator[Winner]:
    """The names that one line of a result gives."""
    return _of_speech(line) if line.is_spoken else _of_direction(line)


def _of_speech(line: _Line) -> Iterator[Winner]:
    """The names behind a rank, in a short line or a list; or those of a list in quotes."""
    text = line.text
    rank, quoted = _RANK.search(text), text.find(_OPENS)
    if rank is not None and (line.is_listed or len(text) <= WEIGHTS.line):
        return _named(line, rank.end())
    return _named(line, quoted) if quoted >= 0 and line.is_listed else iter(())


def _of_direction(line: _Line) -> Iterator[Winner]:
    """A stage direction gives each winner with its votes or share, in quotes, or behind its rank: the first
    of these ways that it uses counts."""
    if _UNDECIDED.search(line.text) or _is_turned_down(line.text):
        return iter(())
    ways = (way(line.text) for way in _WAYS)
    told = next(filter(None, ways), None)
    return line.winners(told) if told else _unmarked(line)


def _by_votes(text: str) -> list[Place]:
    """The proposal with the most votes, where nobody says which share they are."""
    if not _TOLD.search(text) or _SHARE.search(text):
        return []
    most = max(_VOTES.finditer(text), key=lambda match: int(match["votes"]), default=None)
    return [most.span("name" if most["name"] else "quoted")] if most else []


def _by_assent(text: str) -> list[Place]:
    """The one proposal that was put to the vote."""
    return [told.span("name") for told in _ASSENT.finditer(text) if _TOLD.search(text)]


def _is_turned_down(text: str) -> bool:
    """Whether no more were for the one proposal that was put to the vote than against it."""
    return any(int(told["yes"]) <= int(told["no"]) for told in _ASSENT.finditer(text))


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


_WAYS: tuple[Callable[[str], list[Place]], ...] = (_by_assent, _by_votes, _by_shares, _by_quotes)


def _unmarked(line: _Line) -> Iterator[Winner]:
    """The names behind ranks or numbers, or strung together behind the word that announces them."""
    ranked = _RANK.search(line.text)
    start = ranked or _TOLD.search(line.text)
    if start is None:
        return iter(())
    is_counted = ranked or _BETWEEN.search(line.text, start.end())
    read = _named if is_counted else _strung
    return read(line, start.end())


def _summed(line: _Line) -> Iterator[Winner]:
    """The names of a result that is added up aloud."""
    for match in _SUMMED.finditer(line.text):
        if float(match["share"]) >= spoken_results.HALF:
            told = match["name"].removesuffix(_IS)
            first, end = _trimmed(line.text, match.start("name"), match.start("name") + len(told))
            span = Span(line.number, first, end)
            yield Winner(span, line.text[first:end], f"{match['share']}%", is_formal=False)


def _both(line: _Line) -> Iterator[Winner]:
    """The names of two proposals that are spoken of as the two that a ballot chose."""
    pairs = (match.regs[1:] for match in _THESE_TWO.finditer(line.spoken))
    for first, end in chain.from_iterable(pairs):
        yield Winner(Span(line.number, first, end), line.text[first:end], is_formal=False)


def _elected(line: _Line) -> Iterator[Winner]:
    """The names that a speaker gives in quotes as what was chosen."""
    is_open = _TO_BE_VOTED.search(line.text)
    told = _ELECTED.finditer("" if is_open else line.text)
    return line.winners(match.span("name") for match in told)


def _named(line: _Line, start: int) -> Iterator[Winner]:
    """The names in the rest of a line, one or several."""
    cuts = map(re.Match.span, _BETWEEN.finditer(line.text, start))
    return line.winners(_parts(line.text, list(cuts), start))


def _strung(line: _Line, start: int) -> Iterator[Winner]:
    """The names in the rest of a line that has neither numbers nor quotes: 「（投票結果：公園遊具的遮陽、圖書館夜間
    還書）」 (invented). A comma may part two proposals or stand within the name of one, so each part is how
    somebody speaks of one, and none is a name."""
    commas = map(re.Match.span, _COMMA.finditer(blanked(_IN_BRACKETS, line.text, start), start))
    parts = list(_parts(line.text, list(commas), start))
    found = line.winners(parts)
    return map(_UNFORMAL, found) if len(parts) > 1 else found


def _parts(text: str, cuts: Sequence[Place], start: int) -> Iterator[Place]:
    """What lies between some cuts of a line, without the signs around it."""
    return starmap(partial(_trimmed, text), _between(cuts, start, len(text)))


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
    kind = _LISTED_UNDER.match(text, first, end)
    first = kind.end() if kind else first
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
    share = _SHARE.search(re.split("[;。]", text[end:until])[0])
    if share is None or float(share[1]) >= spoken_results.HALF:
        yield Winner(Span(number, first, end), text[first:end], f"{share[1]}%" if share else "")


def _names_nothing(words: str) -> bool:
    """Whether words are a score, or what is decided, and no proposal's name."""
    return any(known.search(words) for known in (_SCORES, _NO_PROPOSAL))
