"""Which number who presides gives to a proposal that was just chosen: 「那100案是漫畫，101案是電梯」,
「夜宿97、提示音98」, 「那就是第95案」 (invented)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, filterfalse, product, starmap
from operator import attrgetter

from minutes.recognition import names
from minutes.recognition.ballot_results import LISTED_UNDER, Winner
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import shares
from minutes.recognition.statements.shares import SHARE
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text import numerals
from minutes.text.folding import fold

_VOTE = pattern("ballot", "numbered_after")
_CLAUSE = re.compile("[^,、。;!?]+")
_UNVOTED = pattern("ballot", "numbered_unvoted")
_NO_AMOUNT = "(?![年月日號點元人件個天場票萬億千百成份歲次位分秒倍%])"
_DIGITS = "零〇一二三四五六七八九"
# Of two digits and more, or as many characters: 「手機是一二七，溯源是一二八」 (invented)
_IN_TENS = f"(?:[{_DIGITS[2:]}]?十[{_DIGITS[2:]}]?)(?![{_DIGITS}十百千萬])"
_CASE_NUMBER = f"(?:[1-9][0-9]{{1,2}}|[{_DIGITS[2:]}][{_DIGITS}]{{2}}(?![{_DIGITS}])|{_IN_TENS})"
_NUMBER = folded_pattern(
    rf"(?<![0-9a-z./:${_DIGITS}-])(?:序號|第|編號?)*(?P<number>{_CASE_NUMBER})[案號]?\s*(?=$|是|為|叫|給)"
    # 「依序是129手語視窗」 (invented)
    rf"|^(?:那|就|序號|編號|號碼|依序|分別|也|是|為)*(?P<first>[1-9][0-9]{{1,2}}){_NO_AMOUNT}(?=[^\s0-9a-z,.、。;:「」()]{{2}})"
)
# 「自行車是67%」, 「租金補貼，得票率七成一」, 「文化幣，三十一票」 (invented): how a proposal did, in the words for it.
_TENTHS = "[一二三四五六七八九]成[一二三四五六七八九]?"
_VOTES = "(?:[0-9]{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?)票"
_SCORE = folded_pattern(
    rf"(?:^|[,、。;:(])\s?{LISTED_UNDER}(?P<name>(?:(?![都均皆][是為有]|百分之)[^,、。;:%()0-9]){{2,40}}?)[,:]?(?:得票率?|支持度|的?有|是|為)*\s?"
    rf"(?P<share>{SHARE}|{_TENTHS}|{_VOTES})"
)
_ONE = folded_pattern(_CASE_NUMBER)
# 「依序88、89」, 「號碼接下去就是八十八跟八十九」 (invented)
_IN_ORDER = folded_pattern(
    "(?:依[序次]|(?:序號|編號|號碼)[^,。;0-9]{0,6}?)(?:分別|就|是|為|:)*"
    f"(?P<row>{_CASE_NUMBER}(?:[、,跟和與]{_CASE_NUMBER})+)案?(?=[,。;]|$)"
)
# 「甲案是第120案」, 「A是120」 (invented): an option by what it was called.
_OPTION = folded_pattern(
    r"^(?:那|就|,)*(?P<option>[a-z]|[甲乙丙丁戊己]案?|[一二三四五六七八九1-9]號)(?:就|則)?(?:是|為|列|編)*\s*$"
)
_GIVES = folded_pattern(
    r"^(?:那|好|所以|這樣|這個?|它|就|也|則|直接|成立|是|為|叫|編|列|給|他|議題)*"
    rf"(?:(?:序號|第){_CASE_NUMBER}[案號]?|[編列]號?[是為]?{_CASE_NUMBER}|{_CASE_NUMBER}案)$"
)
_IS_IT = folded_pattern("那?就是")
# 「那108案就不用經過投票」 (invented)
_EXEMPT = folded_pattern(
    rf"^(?:那|好|所以|序號|第)*(?P<number>{_CASE_NUMBER})案?就?(?:不用|不必|免)(?:再|經過)*(?:投票|票選)$"
)
# 「建檔的名字，115「…」，116「…」」, 「成為第114案，「…」」 (invented)
_REGISTERED = folded_pattern(
    rf"(?<![0-9a-z./:${_DIGITS}-])(?:序號|第|編號?)*(?P<number>{_CASE_NUMBER})[案號]?(?:是|為|,|:)?「(?P<name>[^「」]{{6,60}})」"
)
_QUOTED = folded_pattern(
    "(?<!事項第[一二三四五六]案,)(?<!報告案[一二三四五六],)(?<!事項,)「([^「」]{6,60})」"
)
# 「第一則，公園遊具應有遮陽，主辦機關示範署」 (invented): what is voted on, as it is presented without quotes.
_PRESENTED = folded_pattern(
    "(?:第[一二三四五六七八九十]則[,:是為]*|(?<![一二三四五六七八九十百])[一二三四五六七八九]、)([^,。;:「」()]{6,60}),[^,。;]{0,4}主[辦責]"
)
_LOST = pattern("ballot", "lost")
_NOT_NOW = any_of((*words("ballot", "not_now"), *words("ballot", "compared")))
_CASE = fold("案")
_SPAN, _SPAN_OF, _PLACE = attrgetter("span"), attrgetter("proposal.span"), attrgetter("number")
_PUT_RIGHT = pattern("ballot", "put_right")
_PROPOSER = folded_pattern(
    "(?P<who>[^,。的]{2,6}?)的?(?:自提案?|提案|案子|同意|支持|贊成)(?:獲選|過半|勝出|通過|當選|入選)?$"
)
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
    were wrong."""
    first = min((rival.span.number for rival in rivals), default=one.span.number)
    since = passages.texts[first : one.span.number + 1]
    return not rivals or any(map(_PUT_RIGHT.search, since))


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
        quoted[speaker] += len(_QUOTED.findall(text))
    return frozenset(who for who, names in quoted.items() if who and names >= _SEVERAL)


def _counting(passages: Passages) -> frozenset[str | None]:
    """Who reads out how several proposals did."""
    after_vote = filter(partial(_is_after_vote, passages), range(len(passages)))
    read = filter(partial(_tells_scores, passages), after_vote)
    return frozenset(map(passages.speakers.__getitem__, read)) - {None}


def _tells_scores(passages: Passages, number: int) -> bool:
    return len(_SCORE.findall(passages.texts[number])) >= _SEVERAL


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
        found = _taken_on(passages, clause) if is_unvoted else _given(passages, clause, winners)
        if found is not None:
            yield found


def _registered(passages: Passages, number: int) -> Iterator[NumberedProposal]:
    """The numbers that a passage gives, whoever says it, to names in quotes that were told of before: after a
    vote, or where none was held."""
    registered = list(_REGISTERED.finditer(passages.texts[number]))
    if not registered or not (_is_after_vote(passages, number) or _is_unvoted(passages, number)):
        return
    voted_on = list(_voted_on(passages, number - 1))
    before = {one.name: one for one in reversed(voted_on)}
    for told in registered:
        case = numerals.number(told["number"])
        if case > WEIGHTS.options and told["name"] in before:
            proposal = _with_share(passages, number, before[told["name"]], voted_on)
            yield NumberedProposal(case, proposal, Span(number, *told.span()))


def _in_order(
    passages: Passages, number: int, winners: Sequence[Winner]
) -> Iterator[NumberedProposal]:
    """The numbers that a passage gives one after another to as many proposals that a result has just given
    (「一跟二都過半，依序88、89。」, invented)."""
    told = _IN_ORDER.search(passages.texts[number])
    if told is None:
        return
    numbers = list(map(numerals.number, _ONE.findall(told["row"])))
    soon = range(number - WEIGHTS.answer, number + 1)
    given = sorted((one for one in winners if one.span.number in soon), key=_SPAN)
    chosen = [one for one in given if one.is_formal] or given
    if len(chosen) == len(numbers):
        span, voted_on = Span(number, *told.span()), list(_voted_on(passages, number))
        for case, one in zip(numbers, chosen, strict=True):
            yield NumberedProposal(case, _with_share(passages, number, one, voted_on), span)


def _is_unvoted(passages: Passages, number: int) -> bool:
    """Whether it is said shortly before that there is no vote."""
    soon = passages.texts[max(0, number - WEIGHTS.answer + 1) : number + 1]
    return any(map(_UNVOTED.search, soon))


def _taken_on(passages: Passages, clause: Span) -> NumberedProposal | None:
    """The proposal that was named last, where a clause does nothing but give it a number."""
    text = clause.of(passages)
    told = _NUMBER.search(text) if _GIVES.match(text) else _EXEMPT.match(text)
    number = numerals.number(told["number"]) if told else 0
    named = next(_voted_on(passages, clause.number), None)
    if named is None or number <= WEIGHTS.options:
        return None
    is_near = clause.number - named.span.number <= 2 * WEIGHTS.results
    return NumberedProposal(number, named, clause) if is_near else None


def _is_after_vote(passages: Passages, number: int) -> bool:
    """Whether a vote or its result stands shortly before a passage."""
    before = passages.texts[max(0, number - WEIGHTS.results) : number + 1]
    return any(map(_VOTE.search, before))


def _given(passages: Passages, clause: Span, winners: Sequence[Winner]) -> NumberedProposal | None:
    """The number that a clause gives, if it gives one."""
    text = clause.of(passages)
    told = _NUMBER.search(text)
    number = numerals.number(told["number"] or told["first"]) if told else 0
    if told is None or number <= WEIGHTS.options or _is_share(passages, clause.number, number):
        return None
    soon = range(clause.number - WEIGHTS.results, clause.number + 1)
    chosen = [winner for winner in winners if winner.span.number in soon]
    voted_on = list(_voted_on(passages, clause.number))
    nickname = f"{text[: told.start()]} {text[told.end() :]}"
    options = list(_options(passages, clause.number, nickname))
    only = chosen if len(chosen) == 1 and _GIVES.match(text) else []
    nicknames = (nickname, *_in_scores(passages, clause.number, nickname))
    formal = [winner for winner in chosen if winner.is_formal]
    known = (formal, voted_on, chosen, list(_in_directions(passages, clause.number)))
    meant = starmap(partial(_meant, least=WEIGHTS.nickname), product(nicknames, known))
    gives = _GIVES.match(text) or _is_all_but_a_name(passages, clause)
    before = _named_before(passages, clause, known) if gives else ()
    found = next(filter(None, chain(meant, before, only, options)), None)
    proposal = found and _in_full(voted_on, found)
    if proposal is None:
        return None
    proposal = _with_share(passages, clause.number, proposal, voted_on)
    return NumberedProposal(number, proposal, clause)


def _in_full(voted_on: Sequence[Winner], winner: Winner) -> Winner:
    """The whole name of what was chosen, where a result gives only how somebody speaks of it."""
    full = _meant(winner.name, voted_on, WEIGHTS.nickname)
    return full if full is not None and len(full.name) > len(winner.name) else winner


def _is_all_but_a_name(passages: Passages, clause: Span) -> bool:
    """Whether a turn is a name with a number behind it and nothing else: 「電動輪椅免預約，147。」 (invented)."""
    clauses = _CLAUSE.findall(passages.texts[clause.number])
    return len(clauses) == 2 and re.fullmatch(_CASE_NUMBER, clause.of(passages)) is not None


def _in_directions(passages: Passages, number: int) -> Iterator[Winner]:
    """The names that the stage direction of a result shortly before gives, each with how it did."""
    for place in range(max(0, number - WEIGHTS.results), number):
        text = "" if passages.speech[place] else passages.texts[place]
        for score in filterfalse(_is_of_agency, _SCORE.finditer(text)):
            yield Winner(Span(place, *score.span("name")), score["name"])


def _is_of_agency(score: re.Match[str]) -> bool:
    """Whether a result names what an agency proposed by the agency alone."""
    return _PROPOSER.match(score["name"]) is not None


def _named_before(
    passages: Passages, clause: Span, known: Sequence[Sequence[Winner]]
) -> Iterator[Winner]:
    """The one proposal that a sentence names before a clause which does nothing but give a number
    (「公園遊具 61%，很高，這個是 88 案」, invented), or that the clause right before it says it is."""
    said = list(_said_before(passages, clause))
    yield from _only_named(passages, clause, said, known)
    yield from _only_named(passages, clause, list(filter(_IS_IT.match, said[-1:])), known)


def _only_named(
    passages: Passages, clause: Span, said: Sequence[str], known: Sequence[Sequence[Winner]]
) -> Iterator[Winner]:
    """The one proposal that some clauses name."""
    longer = (_in_scores(passages, clause.number, one) for one in said)
    same = (_with_same_score(passages, clause.number, one) for one in said)
    named: dict[str, Winner] = {}
    for nickname in chain(said, *longer, *same):
        proposed = partial(_is_proposed_by, passages, nickname)
        told = chain((_meant(nickname, some) for some in known), filter(proposed, known[1]))
        meant = next(filter(None, told), None)
        named |= {meant.name: meant} if meant else {}
    yield from named.values() if len(named) == 1 else ()


def _said_before(passages: Passages, clause: Span) -> Iterator[str]:
    """The clauses before one in its sentence, but for those of what was not chosen; none where it tells of another
    time: 「跟以前遮陽那一案很像，就是第 34 案」 (invented)."""
    text = passages.texts[clause.number]
    start = text.rfind("。", 0, clause.start) + 1
    said = text[start : clause.start]
    clauses = [] if _NOT_NOW.search(said) else _CLAUSE.findall(said)
    yield from filterfalse(_LOST.search, clauses)


def _with_same_score(passages: Passages, number: int, said: str) -> Iterator[str]:
    """What a result shortly before says did as words tell: 「自提是圖書館的 34 票」 (invented)."""
    told = {score["share"] for score in _SCORE.finditer(said)}
    yield from (s["name"] for s in _scores(passages, number) if s["share"] in told)


def _in_scores(passages: Passages, number: int, nickname: str) -> Iterator[str]:
    """The longer words for a proposal in a result shortly before, where a nickname stands in one alone."""
    short = names.without_verbs(nickname)
    told = {score["name"] for score in _scores(passages, number)}
    longer = [name for name in told if short in name] if len(short) >= names.PIECE else []
    yield from longer if len(longer) == 1 else ()


def _scores(passages: Passages, number: int) -> list[re.Match[str]]:
    """How proposals did, as it is told shortly before a passage and in it."""
    texts = passages.texts[max(0, number - WEIGHTS.results) : number + 1]
    return list(chain.from_iterable(map(_SCORE.finditer, texts)))


def _is_share(passages: Passages, place: int, number: int) -> bool:
    """Whether a number is the share that a result shortly before gives."""
    shares = (score["share"] for score in _scores(passages, place))
    return any(share.startswith(f"{number}") for share in shares)


def _with_share(
    passages: Passages, number: int, proposal: Winner, voted_on: Sequence[Winner]
) -> Winner:
    """A proposal with the share of the votes that is told of it alone, shortly before it is numbered."""
    rivals = [one for one in voted_on if proposal.name not in one.name]
    told = {
        shares.in_digits(score["share"])
        for score in _scores(passages, number)
        if _is_of(passages, score["name"], proposal, rivals)
    }
    is_clear = len(told) == 1 and not proposal.share
    return replace(proposal, share=told.pop()) if is_clear else proposal


def _is_of(passages: Passages, told: str, proposal: Winner, rivals: Sequence[Winner]) -> bool:
    """Whether words for what did so well mean a proposal: by a name for it, or as that of the agency which begins
    the speech that proposes it (「示範署的同意93%」, invented)."""
    meant = _meant(told, [proposal, *rivals])
    if meant is not None:
        return meant.name == proposal.name
    return _is_proposed_by(passages, told, proposal)


def _is_proposed_by(passages: Passages, told: str, proposal: Winner) -> bool:
    """Whether words mean a proposal as that of the agency which begins the speech that proposes it."""
    proposer = _PROPOSER.match(told)
    return proposer is not None and passages.texts[proposal.span.number].startswith(proposer["who"])


def _options(passages: Passages, number: int, nickname: str) -> Iterator[Winner]:
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


def _voted_on(passages: Passages, number: int) -> Iterator[Winner]:
    """The names in quotes before a passage, and those that are presented, the nearest first."""
    for place in range(number, -1, -1):
        text = passages.texts[place]
        for named in chain(_QUOTED.finditer(text), _PRESENTED.finditer(text)):
            yield Winner(Span(place, *named.span(1)), named[1])


def _meant(nickname: str, proposals: Iterable[Winner], least: float = 0.0) -> Winner | None:
    """The one proposal that a short name means, at `least` with such a part of it."""
    by_name: dict[str, Winner] = {}
    for proposal in proposals:
        by_name.setdefault(proposal.name, proposal)
    meant = names.meant(nickname, by_name, least)
    return by_name[meant] if meant else None
