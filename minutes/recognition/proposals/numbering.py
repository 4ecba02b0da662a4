"""Which number who presides gives to a proposal that was just chosen: 「那100案是漫畫，101案是電梯」,
「夜宿97、提示音98」, 「那就是第95案」 (invented)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, filterfalse, product, starmap
from operator import attrgetter

from minutes.recognition import names
from minutes.recognition.ballot_results import Winner
from minutes.recognition.passages import Passages, Span
from minutes.recognition.proposals import voted_on
from minutes.recognition.statements import shares, spoken_results
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text import numerals

_VOTE_OR_NONE = any_of((*words("ballot", "numbered_after"), *words("ballot", "numbered_unvoted")))
_CLAUSE = re.compile("[^,、。;:!?]+")
_UNVOTED = pattern("ballot", "numbered_unvoted")
_NO_AMOUNT = "(?![年月日號點元人件個天場票萬億千百成份歲次位分秒倍%])"
_DIGITS = "零〇一二三四五六七八九"
# Of two digits and more, or as many characters: 「手機是一二七，溯源是一二八」 (invented)
_IN_TENS = f"(?:[{_DIGITS[2:]}]?十[{_DIGITS[2:]}]?)(?![{_DIGITS}十百千萬])"
_HUNDREDS = f"[{_DIGITS[2:]}]百(?:[零〇]?[{_DIGITS[2:]}]|[{_DIGITS[2:]}]?十[{_DIGITS[2:]}]?)?(?![{_DIGITS}十百千萬])"
_CASE_NUMBER = (
    f"(?:[1-9][0-9]{{1,2}}|{_HUNDREDS}|[{_DIGITS[2:]}][{_DIGITS}]{{2}}(?![{_DIGITS}])|{_IN_TENS})"
)
_NUMBER = folded_pattern(
    rf"(?<![0-9a-z./:${_DIGITS}-])(?:序號|第|編號?)*(?P<number>{_CASE_NUMBER})[案號]?(?:出現|誕生|來)?了?\s*(?=$|就?是|為|叫|就?給)"
    # 「依序是129手語視窗」 (invented)
    rf"|^(?:那|就|序號|編號|號碼|依序|分別|也|是|為)*(?P<first>[1-9][0-9]{{1,2}}){_NO_AMOUNT}(?=[^\s0-9a-z,.、。;:「」()]{{2}})"
)
_ONE = folded_pattern(_CASE_NUMBER)
# 「依序88、89」, 「號碼接下去就是八十八跟八十九」, 「編號88跟89，順序照我唸的」 (invented)
_IN_ORDER = folded_pattern(
    "(?:依[序次]|(?:序號|編號|號碼)[^,。;0-9]{0,6}?)(?:分別|就|是|為|:)*"
    f"(?P<row>{_CASE_NUMBER}(?:[、,跟和與]{_CASE_NUMBER})+)案?(?=[,。;]|$)"
    f"|(?P<before>{_CASE_NUMBER}(?:[、跟和與]{_CASE_NUMBER})+)案?,?(?:就)?(?:順序|次序)?(?:就|都)?[照按依](?:照|著)?(?:我|剛[剛才])*[唸念讀講說][的完]"
)
# 「第一個是示範署那案，再來是夜間還書」 (invented): what was chosen, read out in its order.
_READ_OUT = folded_pattern(
    "(?:^|[,。;])(?:那|就|好)*(?:第[一二三四]個?|再來|另外一?個?|還有一?個?|最後一?個?|接著|一個)(?:就)?(?:是|為)(?P<told>[^,。;、]{2,24})"
)
_GIVES = folded_pattern(
    r"^(?:[^,。0-9]{2,6}(?=[這本]一?個?案))?(?:那|好|所以|這樣|[這本](?:一?個?案子?|個)?|它|就|也|則|先|(?:編號|序號|號碼)(?:就?(?:往下|接著|接下去)[編排]?|(?=就?[是為]))|直接|正式|成立|成為|我們的?|是|為|叫|編|列|給|他|議題)*"
    rf"(?:(?:序號|第){_CASE_NUMBER}[案號]?|[編列]號?[是為]?{_CASE_NUMBER}|(?<=[先就]給){_CASE_NUMBER}|{_CASE_NUMBER}案|{_CASE_NUMBER}案?就?給(?:編?號))(?:出現|誕生|來)?了?$"
)
# A number that was kept for it earlier: 「示範署照原來登記的92」 (invented)
_AS_KEPT = folded_pattern("[照按用](?:著)?(?:原來|原先|先前|之前|上次)?(?:登記|預留|保留|占|佔)的$")
_IS_IT = folded_pattern("^那?就是")
# 「那108案就不用經過投票」 (invented)
_EXEMPT = folded_pattern(
    rf"^(?:那|好|所以|序號|第)*(?P<number>{_CASE_NUMBER})案?就?(?:不用|不必|免)(?:再|經過)*(?:投票|票選)$"
)
# 「建檔的名字，115「…」，116「…」」, 「成為第114案，「…」」 (invented)
_REGISTERED = folded_pattern(
    rf"(?<![0-9a-z./:${_DIGITS}-])(?:序號|第|編號?)*(?P<number>{_CASE_NUMBER})[案號]?(?:是|為|,|:)?「(?P<name>[^「」]{{6,60}})」"
)
_ROLE = folded_pattern("主[辦責政]|協[辦力]|配合")
_WHOSE = folded_pattern("^[^,。的]{1,5}[部會署局院處]的(?=..)")  # 「財政部的雲端發票」
_IF_NOBODY_MINDS = folded_pattern("(?:如果|若|大家)*(?:無|沒有?)(?:異議|反對)的話")
_BARE = folded_pattern(rf"{_CASE_NUMBER}$")  # nothing but a number
_ROW_BEHIND = folded_pattern(f"[、跟和與]{_CASE_NUMBER}案?(?=[,。、;]|$)")
_ROW_BEFORE = folded_pattern(f"{_CASE_NUMBER}案?[、跟和與]$")
_LOST = pattern("ballot", "lost")
_NOT_NOW = any_of((*words("ballot", "not_now"), *words("ballot", "compared")))
_SPAN, _SPAN_OF, _PLACE = attrgetter("span"), attrgetter("proposal.span"), attrgetter("number")
_PUT_RIGHT = pattern("ballot", "put_right")
_ALL = 1.0  # of the words behind a number, where they are a name
_SEVERAL = 2  # names that somebody tells of who presents proposals


@dataclass(frozen=True, slots=True)
class NumberedProposal:
    """A proposal with the number that it was given, and the words that give it."""

    number: int
    proposal: Winner
    span: Span


def read(passages: Passages, winners: Sequence[Winner]) -> Iterator[NumberedProposal]:
    """The numbers that a meeting gives to what its ballots chose, or to one of the names in quotes that
    were voted on; each proposal has one: the first, unless it is put right."""
    kept: list[NumberedProposal] = []
    for one in _every(passages, winners):
        rivals = list(filter(partial(_is_rival, one), kept))
        if _is_put_right(passages, one, rivals):
            kept = [*filterfalse(rivals.__contains__, kept), one]
    unnumbered = frozenset(map(_SPAN, winners)).difference(map(_SPAN_OF, kept))
    is_whole = partial(_is_whole, passages, frozenset(map(_PLACE, unnumbered)))
    for one in filter(is_whole, kept):
        yield replace(one, proposal=replace(one.proposal, is_formal=True))
    yield from filterfalse(is_whole, kept)


def _is_whole(passages: Passages, others: frozenset[int], one: NumberedProposal) -> bool:
    """Whether a stage direction gives a name, and none that got no number (those stand in `others`): then it is no
    piece of one."""
    place = one.proposal.span.number
    return not passages.speech[place] and place not in others


def _is_rival(one: NumberedProposal, other: NumberedProposal) -> bool:
    """Whether another proposal has the number, or another number the proposal."""
    return one.number == other.number or one.proposal.name == other.proposal.name


def _is_put_right(
    passages: Passages, one: NumberedProposal, rivals: Sequence[NumberedProposal]
) -> bool:
    """Whether a number counts beside what was given before: there are no rivals, or words say since that they
    were wrong, or who gave them gives another one."""
    first = min((rival.span.number for rival in rivals), default=one.span.number)
    since = passages.texts[first : one.span.number + 1]
    is_said_again = all(_is_corrected_by(passages, one, rival) for rival in rivals)
    return is_said_again or any(map(_PUT_RIGHT.search, since))


def _is_corrected_by(passages: Passages, one: NumberedProposal, rival: NumberedProposal) -> bool:
    """Whether who gave a proposal its number gives it another one in a later turn."""
    speakers = {passages.speakers[told.span.number] for told in (one, rival)}
    turns = {passages.turn(told.span.number) for told in (one, rival)}
    return len(speakers) == 1 < len(turns) and one.proposal.name == rival.proposal.name


def _every(passages: Passages, winners: Sequence[Winner]) -> Iterator[NumberedProposal]:
    """All numbers that are given, in their order."""
    telling = passages.presiding | _presenting(passages) | passages.opening | _counting(passages)
    for number in filter(passages.speech.__getitem__, range(len(passages))):
        yield from _registered(passages, number)
        if passages.speakers[number] in telling:
            yield from _told_by_who_may(passages, number, winners)


def _presenting(passages: Passages) -> frozenset[str | None]:
    """Who tells of the proposals: those who name several in quotes."""
    quoted: Counter[str | None] = Counter()
    for speaker, text in zip(passages.speakers, passages.texts, strict=True):
        quoted[speaker] += len(voted_on.QUOTED.findall(text))
    return frozenset(who for who, names in quoted.items() if who and names >= _SEVERAL)


def _counting(passages: Passages) -> frozenset[str | None]:
    """Who reads out how several proposals did."""
    after_vote = filter(partial(_is_after_vote, passages), range(len(passages)))
    read = filter(partial(_tells_scores, passages), after_vote)
    return frozenset(map(passages.speakers.__getitem__, read)) - {None}


def _tells_scores(passages: Passages, number: int) -> bool:
    return len(shares.scores([passages.texts[number]])) >= _SEVERAL


def _told_by_who_may(
    passages: Passages, number: int, winners: Sequence[Winner]
) -> Iterator[NumberedProposal]:
    """The numbers that a passage gives to what a result chose, or what is taken on without a vote."""
    yield from _in_order(passages, number, winners)
    is_unvoted = _is_unvoted(passages, number)
    if not (is_unvoted or _is_after_vote(passages, number)):
        return
    for told in _CLAUSE.finditer(passages.texts[number]):
        clause = Span(number, *told.span())
        last_named = _taken_on(passages, clause) if is_unvoted else None
        found = last_named or _given(passages, clause, winners)
        if found is not None:
            yield found


def _registered(passages: Passages, number: int) -> Iterator[NumberedProposal]:
    """The numbers that a passage gives, whoever says it, to names in quotes that were told of before: after a
    vote, or where none was held."""
    registered = list(_REGISTERED.finditer(passages.texts[number]))
    if not registered or not (_is_after_vote(passages, number) or _is_unvoted(passages, number)):
        return
    proposals = list(voted_on.before(passages, number - 1))
    before = {one.name: one for one in reversed(proposals)}
    for told in registered:
        case = numerals.number(told["number"])
        if case > WEIGHTS.options and told["name"] in before:
            proposal = voted_on.with_share(passages, number, before[told["name"]], proposals)
            yield NumberedProposal(case, proposal, Span(number, *told.span()))


def _in_order(
    passages: Passages, number: int, winners: Sequence[Winner]
) -> Iterator[NumberedProposal]:
    """The numbers that a passage gives one after another to as many proposals that a result has just given
    (「一跟二都過半，依序88、89。」, invented)."""
    told = _IN_ORDER.search(passages.texts[number])
    if told is None:
        return
    numbers = list(map(numerals.number, _ONE.findall(told["row"] or told["before"])))
    soon = range(number - WEIGHTS.answer, number + 1)
    given = sorted((one for one in winners if one.span.number in soon), key=_SPAN)
    chosen = _read_out(passages, number) or [one for one in given if one.is_formal] or given
    if len(chosen) == len(numbers):
        span, proposals = Span(number, *told.span()), list(voted_on.before(passages, number))
        for case, one in zip(numbers, chosen, strict=True):
            proposal = voted_on.in_full(proposals, one)
            yield NumberedProposal(
                case, voted_on.with_share(passages, number, proposal, proposals), span
            )


def _read_out(passages: Passages, number: int) -> list[Winner]:
    """What a passage, or those shortly before it, read out as chosen one after another, each by words that mean one
    proposal alone; nothing where any of them may mean another one."""
    soon = range(max(0, number - WEIGHTS.answer), number + 1)
    for place in filter(passages.speech.__getitem__, reversed(soon)):
        told = [one["told"] for one in _READ_OUT.finditer(passages.texts[place])]
        if len(told) >= _SEVERAL:
            proposals = [*voted_on.before(passages, place), *voted_on.proposed(passages, place)]
            meant = [voted_on.only_meant(passages, words, proposals) for words in told]
            found = list(filter(None, meant))
            is_clear = len({one.name for one in found}) == len(told)
            return found if is_clear else []
    return []


def _is_unvoted(passages: Passages, number: int) -> bool:
    """Whether it is said shortly before that there is no vote."""
    soon = passages.texts[max(0, number - WEIGHTS.answer + 1) : number + 1]
    return any(map(_UNVOTED.search, soon))


def _taken_on(passages: Passages, clause: Span) -> NumberedProposal | None:
    """The proposal that was named last, where a clause does nothing but give it a number."""
    text = clause.of(passages)
    gives = _GIVES.match(text) or _follows_exemption(passages, clause)
    told = _NUMBER.search(text) if gives else _EXEMPT.match(text)
    number = numerals.number(told["number"]) if told else 0
    named = next(voted_on.before(passages, clause.number), None)
    if named is None or number <= WEIGHTS.options:
        return None
    is_near = clause.number - named.span.number <= 2 * WEIGHTS.results
    return NumberedProposal(number, named, clause) if is_near else None


def _follows_exemption(passages: Passages, clause: Span) -> bool:
    """Whether a clause is a mere number right behind words that there is no vote, with nothing or somebody's role
    behind it: 「只有一案就不用投票，88，示範署主辦」 (invented)."""
    before = passages.texts[clause.number][: clause.start]
    *_, last = ["", *_CLAUSE.findall(before)]
    is_bare = _BARE.match(clause.of(passages)) and not any(_said_behind(passages, clause))
    return bool(is_bare) and _UNVOTED.search(f"{last},") is not None


def _is_after_vote(passages: Passages, number: int) -> bool:
    """Whether a vote or its result stands shortly before a passage, or that none is held."""
    before = passages.texts[max(0, number - WEIGHTS.results) : number + 1]
    return any(map(_VOTE_OR_NONE.search, before))


def _given(passages: Passages, clause: Span, winners: Sequence[Winner]) -> NumberedProposal | None:
    """The number that a clause gives, if it gives one."""
    text = clause.of(passages)
    told = _NUMBER.search(text)
    number = numerals.number(told["number"] or told["first"]) if told else 0
    if told is None or number <= WEIGHTS.options or _is_amount(passages, clause.number, number):
        return None
    if any(map(_IF_NOBODY_MINDS.match, _before_in_sentence(passages, clause))):
        return None
    before = _AS_KEPT.sub("", text[: told.start()])
    nickname = f"{before} {text[told.end() :]}"
    proposals = list(voted_on.before(passages, clause.number))
    candidates = _candidates(passages, clause, nickname, proposals, winners)
    found = next(filter(None, candidates), None)
    if found is None:
        return None
    whole = voted_on.in_full(proposals, found)
    proposal = voted_on.with_share(passages, clause.number, whole, proposals)
    return NumberedProposal(number, proposal, clause)


def _candidates(
    passages: Passages,
    clause: Span,
    nickname: str,
    proposals: Sequence[Winner],
    winners: Sequence[Winner],
) -> Iterator[Winner | None]:
    """What a clause may mean by a nickname, the surest first: a proposal by its name; the one that is named around
    a clause that only gives a number, or the only one that was chosen; an option; an agency's own."""
    text, number = clause.of(passages), clause.number
    soon = range(number - WEIGHTS.results, number + 1)
    chosen = [winner for winner in winners if winner.span.number in soon]
    formal = [winner for winner in chosen if winner.is_formal]
    in_directions = list(voted_on.in_directions(passages, number))
    proposed = list(voted_on.proposed(passages, number))
    known = (formal, proposals, chosen, in_directions, proposed)
    short = _WHOSE.sub("", nickname)
    nicknames = (nickname, short, *voted_on.in_scores(passages, number, nickname))
    meant = partial(voted_on.meant, least=WEIGHTS.nickname)
    yield from starmap(meant, product(nicknames, known[:-1]))
    # Whose proposal it is, before what a result only calls it: 「自提是示範署的座椅」 (invented).
    yield from voted_on.told_by(passages, names.without_verbs(nickname), proposals)
    yield from starmap(meant, product(nicknames, known[-1:]))
    gives = _GIVES.match(text)
    if gives or _BARE.match(text):
        yield from _named_around(passages, clause, known)
    if gives and len(chosen) == 1 and not _is_in_row(passages, clause):
        yield from chosen
    yield from voted_on.options(passages, number, nickname)


def _is_in_row(passages: Passages, clause: Span) -> bool:
    """Whether another number stands right beside the one that a clause gives: 「序號98、99」 (invented)."""
    text = passages.texts[clause.number]
    behind = _ROW_BEHIND.match(text, clause.end)
    return behind is not None or _ROW_BEFORE.search(text, 0, clause.start) is not None


def _named_around(
    passages: Passages, clause: Span, known: Sequence[Sequence[Winner]]
) -> Iterator[Winner]:
    """The one proposal that a sentence names before a clause which does nothing but give a number
    (「公園遊具 61%，很高，這個是 88 案」, invented), or since the last number (「遊具先，編號88，還書箱後，編號89」), or that the
    clause right before it says it is, or the one behind it (「直接進來，88，公園遊具」, invented)."""
    said = list(_said_before(passages, clause))
    yield from _only_named(passages, clause, said, known)
    numbered = list(filter(_NUMBER.search, said))
    since = said[said.index(numbered[-1]) + 1 :] if numbered else []
    yield from _only_named(passages, clause, since, known)
    yield from _only_named(passages, clause, list(filter(_IS_IT.match, said[-1:])), known)
    whole = (
        voted_on.meant(one, some, _ALL) for one in _said_behind(passages, clause) for some in known
    )
    yield from filter(None, whole)


def _said_behind(passages: Passages, clause: Span) -> Iterator[str]:
    """The clause right behind one in its sentence, where it gives nobody's role."""
    rest = passages.texts[clause.number][clause.end :].partition("。")[0]
    told = _CLAUSE.search(rest)
    yield from [_IS_IT.sub("", told[0], 1)] if told and not _ROLE.search(told[0]) else ()


def _only_named(
    passages: Passages, clause: Span, said: Sequence[str], known: Sequence[Sequence[Winner]]
) -> Iterator[Winner]:
    """The one proposal that some clauses name."""
    named: dict[str, Winner] = {}
    for one in said:
        longer = voted_on.in_scores(passages, clause.number, one)
        ways = ([one], longer, voted_on.with_same_score(passages, clause.number, one))
        meant = (filter(None, (_known_as(passages, n, known) for n in way)) for way in ways)
        by_name = ({winner.name: winner for winner in found} for found in meant)
        named |= next(filter(None, by_name), {})
    yield from named.values() if len(named) == 1 else ()


def _known_as(
    passages: Passages, nickname: str, known: Sequence[Sequence[Winner]]
) -> Winner | None:
    """The proposal that a clause means, by a name for it or as that of an agency."""
    proposed = partial(voted_on.is_proposed_by, passages, nickname)
    told = chain((voted_on.meant(nickname, some) for some in known), filter(proposed, known[1]))
    return next(filter(None, told), None)


def _said_before(passages: Passages, clause: Span) -> Iterator[str]:
    """The clauses before one in its sentence, but for those of what was not chosen or did less well than another;
    none where it tells of another time: 「跟以前遮陽那一案很像，就是第 34 案」 (invented)."""
    clauses = list(filterfalse(_NOT_NOW.search, _before_in_sentence(passages, clause)))
    most = max(map(_did, clauses), default=0.0)
    for one in filterfalse(_LOST.search, clauses):
        if _did(one) in {0.0, most}:
            yield one


def _before_in_sentence(passages: Passages, clause: Span) -> list[str]:
    """The clauses before one in its sentence."""
    text = passages.texts[clause.number]
    return _CLAUSE.findall(text[text.rfind("。", 0, clause.start) + 1 : clause.start])


def _did(clause: str) -> float:
    """How well a clause says that a proposal did; 0 where it does not say."""
    return max((shares.amount(score["share"]) for score in shares.scores([clause])), default=0.0)


def _is_amount(passages: Passages, place: int, number: int) -> bool:
    """Whether a number is the share that a result shortly before gives, or votes that are read out, or lies far below all by which the meeting
    names cases: 「電池站二十七、教材十九」 (invented)."""
    told = (score["share"] for score in voted_on.scores(passages, place))
    is_far = number + WEIGHTS.unheld < min(passages.numbered_cases, default=0)
    return (
        is_far
        or number in spoken_results.read_out(passages, place)
        or any(share.startswith(f"{number}") for share in told)
    )
