"""The proposals of a vote, as they are told of before it: which one a short name, an option's letter or an agency
means, and how it did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, compress, filterfalse

from minutes.recognition import names
from minutes.recognition.ballot_results import Winner
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import shares
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.text.folding import fold

# 「甲案是第120案」, 「A是120」 (invented): an option by what it was called.
_OPTION = folded_pattern(
    r"^(?:那|就|,)*(?P<option>[a-z]|[甲乙丙丁戊己]案?|[一二三四五六七八九1-9]號|第[一二三四五六七八九1-9][案則])(?:就|則)?(?:是|為|列|編)*\s*$"
)
QUOTED = folded_pattern(
    "(?<!事項第[一二三四五六]案,)(?<!報告案[一二三四五六],)(?<!事項,)(?<![說寫講問喊唸])「([^「」]{6,60})」"
)
# 「第一則，公園遊具應有遮陽，主辦機關示範署」, 「88，公園遊具應有遮陽，主辦示範署」, 「示範署提公園遊具應有遮陽，公園處主辦」 (invented): what is
# voted on, as it is presented without quotes.
_PRESENTED = folded_pattern(
    "(?:第[一二三四五六七八九十]則[,:是為]*|(?<![一二三四五六七八九十百])[一二三四五六七八九]、|(?<![0-9.])[1-9][0-9]{1,2}[,、:]|(?<=[部會署局院處])提(?![案的議問醒供到出前早升高報請及示倡]))"
    "([^,。;:「」()]{6,60}),[^,。;]{0,4}主[辦責]"
)
# 「農業署的自提案是寵物樹葬，」, 「題目是步道座椅，」, 「示範署提的是步道座椅。」 (invented)
_PROPOSED = folded_pattern(
    "(?:自提案?|題目|(?<=[部會署局院處])提的)(?:的題目)?(?:就)?是(?P<name>[^,。;:「」()]{4,60})(?<!的)(?=[,。])"
)
_PROPOSER = folded_pattern(
    "(?:那就是)?(?P<who>[^,。的]{2,6}?)的?(?:(?:自提案?|提案|案子|同意|支持|贊成)(?:獲選|過半|勝出|通過|當選|入選)?|(?:剛[剛才])?(?:提的)?[這那]一?[個案]案?子?(?:往[前後][排放移]|排[前後]面?)?)$"
)
# 「各位好，示範署提的題目是「…」」, 「示範署報告，公園處的提案是「…」」 (invented)
_THEIRS = folded_pattern(
    "(?:這邊|這次|本次|第一次)*(?:自?提案?的?|的).{0,16}「$"
    "|[^,。「」]{0,8}(?:報告|說明)[,。][^,。「」]{0,8}(?:提案|題目)[^,。「」]{0,8}「$"
)
_KIND = folded_pattern("^(?:部會|機關)?自提(?:案|的部分|的)?,?")
_LONGEST = 6  # characters by which an agency is called
_CASE, _OF = fold("案"), fold("的")


def before(passages: Passages, number: int) -> Iterator[Winner]:
    """The names in quotes before a passage, and those that are presented, the nearest first."""
    for place in range(number, -1, -1):
        text = passages.texts[place]
        for named in chain(QUOTED.finditer(text), _PRESENTED.finditer(text)):
            yield Winner(Span(place, *named.span(1)), named[1])


def proposed(passages: Passages, number: int) -> Iterator[Winner]:
    """The names without quotes by which agencies tell before a passage what they propose."""
    for place in range(number, -1, -1):
        for named in _PROPOSED.finditer(passages.texts[place]):
            yield Winner(Span(place, *named.span("name")), named["name"])


def options(passages: Passages, number: int, nickname: str) -> Iterator[Winner]:
    """The name in quotes behind the letter or number by which an option of the vote is called, where
    that is all that is said of it; the last before a passage."""
    option = _OPTION.match(nickname)
    if option is None:
        return
    letter = re.escape(option["option"].removesuffix(_CASE))
    listed = re.compile(f"(?<![0-9a-z]){letter}[{_CASE}:.、,，是為]*「([^「」]{{4,60}})」")
    for place in range(number, -1, -1):
        for quoted in listed.finditer(passages.texts[place]):
            yield Winner(Span(place, *quoted.span(1)), quoted[1])


def in_directions(passages: Passages, number: int) -> Iterator[Winner]:
    """The names that the stage direction of a result shortly before gives, each with how it did."""
    for place in range(max(0, number - WEIGHTS.results), number):
        text = "" if passages.speech[place] else passages.texts[place]
        for score in filterfalse(_is_of_agency, shares.scores([text])):
            yield Winner(Span(place, *score.span("name")), score["name"], score["share"])


def _is_of_agency(score: re.Match[str]) -> bool:
    """Whether a result names what an agency proposed by the agency alone."""
    return _PROPOSER.match(score["name"]) is not None


def meant(nickname: str, proposals: Iterable[Winner], least: float = 0.0) -> Winner | None:
    """The one proposal that a short name means, at `least` with such a part of it."""
    by_name: dict[str, Winner] = {}
    for proposal in proposals:
        by_name.setdefault(proposal.name, proposal)
    name = names.meant(nickname, by_name, least)
    return by_name[name] if name else None


def in_full(voted_on: Sequence[Winner], winner: Winner) -> Winner:
    """The whole name of what was chosen, where a result gives only how somebody speaks of it."""
    full = meant(winner.name, voted_on, WEIGHTS.nickname)
    return full if full is not None and len(full.name) > len(winner.name) else winner


def told_by(passages: Passages, who: str, voted_on: Sequence[Winner]) -> Iterator[Winner]:
    """The one proposal of an agency by whose name it is called, which begins the speech that proposes it: 「那示範署是
    88」, 「示範署的是第88案」 (invented)."""
    who = who.removesuffix(_OF)
    is_name = len(who) > names.PIECE
    told = (_proposes(who, passages, one) for one in voted_on if is_name)
    own = {one.name: one for one in compress(voted_on, told)}
    if len(own) == 1:
        yield from own.values()


def only_meant(passages: Passages, told: str, proposals: Sequence[Winner]) -> Winner | None:
    """The one proposal that some words mean: by a name for it or, where they name whose it is, as the only one of that
    agency."""
    own = {one.name: one for one in proposals if is_proposed_by(passages, told, one)}
    if own:
        return next(iter(own.values())) if len(own) == 1 else None
    return meant(told, proposals, WEIGHTS.nickname)


def is_proposed_by(passages: Passages, told: str, proposal: Winner) -> bool:
    """Whether words mean a proposal as that of the agency which begins the speech that proposes it."""
    proposer = _PROPOSER.match(told)
    who = proposer["who"] if proposer else _KIND.sub("", told)
    return names.PIECE < len(who) <= _LONGEST and _proposes(who, passages, proposal)


def _proposes(who: str, passages: Passages, proposal: Winner) -> bool:
    """Whether the speech that proposes something begins with who proposes it, or says that it is theirs."""
    before = passages.texts[proposal.span.number][: proposal.span.start]
    *_, behind = before.rpartition(who)
    return before.startswith(who) or (who in before and _THEIRS.match(behind) is not None)


def scores(passages: Passages, number: int) -> list[re.Match[str]]:
    """How proposals did, as it is told shortly before a passage and in it."""
    return shares.scores(passages.texts[max(0, number - WEIGHTS.results) : number + 1])


def in_scores(passages: Passages, number: int, nickname: str) -> Iterator[str]:
    """The longer words for a proposal in a result shortly before, where a nickname stands in one alone."""
    short = names.without_verbs(nickname)
    told = {score["name"] for score in scores(passages, number)}
    longer = [name for name in told if short in name] if len(short) >= names.PIECE else []
    yield from longer if len(longer) == 1 else ()


def with_same_score(passages: Passages, number: int, said: str) -> Iterator[str]:
    """What a result shortly before says did as words tell: 「自提是圖書館的 34 票」 (invented)."""
    told = {score["share"] for score in shares.scores([said])}
    yield from (s["name"] for s in scores(passages, number) if s["share"] in told)


def with_share(
    passages: Passages, number: int, proposal: Winner, voted_on: Sequence[Winner]
) -> Winner:
    """A proposal with the share of the votes that is told of it alone, shortly before it is numbered."""
    rivals = [one for one in voted_on if proposal.name not in one.name]
    told = {
        shares.in_digits(score["share"])
        for score in scores(passages, number)
        if is_of(passages, number, score["name"], proposal, rivals)
    }
    is_clear = len(told) == 1 and not proposal.share
    return replace(proposal, share=told.pop()) if is_clear else proposal


def is_of(
    passages: Passages,
    number: int,
    told: str,
    proposal: Winner,
    rivals: Sequence[Winner],
    least: float = 0.0,
) -> bool:
    """Whether words for what did so well mean a proposal: by a name for it or the number by which it was told of
    (「第一案29票」), or as that of the agency which begins the speech that proposes it (「示範署的同意93%」, invented)."""
    option = next(options(passages, number, told), None)
    named = option or meant(told, [proposal, *rivals], least)
    if named is not None:
        return named.name == proposal.name
    return is_proposed_by(passages, told, proposal)
