"""What a single sentence says of how a case goes on: that it is released (or asked to be, or on a condition),
held on to, or ended otherwise. Sentences are folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import filterfalse
from typing import Literal

from minutes.recognition.passages import ends_in_doubt, is_question
from minutes.recognition.statements import release_clauses
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.numerals import parse

Verdict = Literal["asked", "granted", "on_condition", "held", "unclear"]
"""`unclear`: a release is spoken of, and what is said of it is not plain."""
Outcome = Literal["released", "paused", "not_held", "self_run", "merged", "tracked"]

_RELEASE, _HELD = pattern("release", "words"), pattern("release", "held")
_SPOKEN_OF = pattern("release", "spoken_of")
_ASKED, _DONE = pattern("release", "asked"), pattern("release", "done")
_AGREED, _POLITE = pattern("release", "agreed"), pattern("release", "polite")
_BARE_YES, _REFUSED = pattern("release", "bare_yes"), pattern("release", "refused")
_ANSWERS = any_of((*words("release", "agreed"), *words("release", "hesitant")))
_DOUBTED, _OTHERS_WISH = pattern("release", "doubted"), pattern("release", "others_wish")
_ELSEWHERE, _UNSAID = pattern("release", "elsewhere"), pattern("ended", "unsaid")
_CONCLUDES, _AS_ASKED = pattern("release", "concludes"), pattern("release", "as_asked")
_OPEN_QUESTION = pattern("release", "open_question")
# 「是不是有一個綜整的回應，有的話，一樣可以解管」: what is asked there is the condition.
_ALREADY = folded_pattern("已經?$")
_IF_SO = folded_pattern("(?:^|,)(?:如果|若)?(?:有|沒有|可以|是)的話,")
_OTHERWISE = pattern("release", "otherwise")
_MERGED, _UNTRACKED = pattern("ended", "merged"), pattern("ended", "untracked")
_OVER, _TO_BE_PUT = pattern("release", "over"), pattern("release", "to_be_put")
# What ends a case that was never met, so that taking it off the list is no release of it.
_NEVER_MET = any_of((*words("ended", "not_held"), *words("ended", "withdrawn")))
_RETOLD = folded_pattern(
    "了?的(?:是|有|為|案|那|包括|[0-9])"
)  # 「提案人撤案的是90案」: told, not ruled
_PART_OF_IT, _INSTEAD = pattern("ended", "part_of_it"), pattern("ended", "instead")
_RESUMED, _STILL_PAUSED = pattern("ended", "resumed"), pattern("ended", "still_paused")
_START = re.Match.start
_NUMBER_OF_CASES = folded_pattern("[這那]?[兩二三四五六](?:個)?案")
_AMOUNTS: dict[str, int] = {"兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ENDINGS: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    ("self_run", pattern("ended", "self_run")),
    ("not_held", _NEVER_MET),
    ("paused", pattern("ended", "paused")),
    ("merged", _MERGED),
    ("tracked", pattern("ended", "relisted")),
)
_KNOWN: dict[str, re.Pattern[str]] = {"released": _RELEASE, "held": _HELD, **dict(_ENDINGS)}


def of(sentence: str) -> Verdict | None:
    """What a sentence says of a release; its last word on it counts."""
    held = max(map(_START, _held(sentence)), default=-1)
    freed = _decisive(list(_freed(sentence)))
    if freed is not None and freed.start() > held:
        return _of_freed(sentence, freed)
    if held >= 0:
        return "held"
    return "unclear" if _is_told(sentence) else None


def _decisive(freed: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The last word that releases, rather than one that tells what follows: 「就解管，下個月就不用再報告」 (invented)."""
    plain = filterfalse(_tells_end, freed)
    *_, last = [None, *(list(plain) or freed)]
    return last


def _of_freed(sentence: str, word: re.Match[str]) -> Verdict | None:
    """What a word of release that stands last does."""
    before = sentence[: word.start()]
    if is_question(sentence):
        return "unclear" if _OPEN_QUESTION.search(sentence) else "asked"
    if _NEVER_MET.search(before) or ending(before):
        return None
    if ending(sentence) == "self_run":  # it leaves the list, for its agency goes on with it alone
        return None
    clause = release_clauses.clause_before(before)
    near = clause if release_clauses.gives_condition(clause) else _IF_SO.split(before)[-1]
    asked = asks(near[-WEIGHTS.near :])
    is_put = _TO_BE_PUT.search(sentence[word.end() :])
    return "asked" if asked or is_put else release_clauses.reading(sentence, word)


def as_reported(verdict: Verdict | None, sentence: str) -> Verdict | None:
    """What a verdict is worth in the words of who may only ask for it."""
    told: Verdict | None = "unclear" if _DONE.search(sentence) else None
    if verdict == "unclear":
        return told
    if verdict not in {"granted", "on_condition"}:
        return verdict
    concludes = _CONCLUDES.search(sentence) and told is None
    return "asked" if asks(sentence) or concludes else "unclear"


def ending(sentence: str) -> Outcome | None:
    """How a sentence says that a case ends, other than by a release, or is taken up again."""
    return next((kind for kind, known in _ENDINGS if _says(kind, known, sentence)), None)


def speaks_of_ending(sentence: str) -> bool:
    """Whether a sentence holds words that would end a case otherwise than by a release."""
    return any(known.search(sentence) for _, known in _ENDINGS)


def _tells_end(word: re.Match[str]) -> bool:
    """Whether a word of release says what is not done any more."""
    return release_clauses.is_no_more(word[0])


def asks(sentence: str) -> bool:
    """Whether a sentence asks for something, and does not only grant what was asked."""
    return _ASKED.search(_AS_ASKED.sub("", sentence)) is not None


def deciding(sentence: str, outcome: str) -> tuple[int, int] | None:
    """Where the words stand that decide: the last ones that do."""
    known = _KNOWN.get(outcome, _RELEASE)
    *_, last = [None, *map(re.Match.span, known.finditer(sentence))]
    return last


def until_release(sentence: str) -> str:
    """A sentence up to its word of release; what follows may speak of anything."""
    *_, end = [len(sentence), *map(re.Match.end, _RELEASE.finditer(sentence))]
    return sentence[:end]


def merged_into(sentence: str) -> int | None:
    """The number of the case with which another one is merged."""
    found = _MERGED.search(sentence)
    return parse(found["into"]) if found else None


def is_untracked(sentence: str) -> bool:
    """Whether a sentence says that its case is not tracked, or was not any more."""
    return _UNTRACKED.search(sentence) is not None


def tells_release(sentence: str) -> bool:
    """Whether a sentence tells that its case was released before: 「依照上次的裁示，已經解除列管」 (invented)."""
    words = _RELEASE.finditer(sentence)
    return any(_ALREADY.search(sentence, 0, word.start()) for word in words)


def goes_on(text: str) -> bool:
    """Whether what is said of a case that was paused takes it up again, or no longer speaks of a pause."""
    return bool(_RESUMED.search(text)) or not _STILL_PAUSED.search(text)


def sounds_over(text: str) -> bool:
    """Whether words speak as of something that is over, without a word of release that is known."""
    return _OVER.search(text) is not None


def releases_several(sentence: str) -> int:
    """How many cases a sentence releases at once (「這四案都可以解管」), 1 where it does not say."""
    found = _NUMBER_OF_CASES.search(sentence)
    if found is None:
        return 1
    amounts = filter(found[0].__contains__, _AMOUNTS)
    return _AMOUNTS.get(next(amounts, ""), 1)


def agreeing(answers: list[str]) -> int | None:
    """The first answer that says anything, where it agrees in so many words and none holds on to the case; thanks
    alone agree to nothing."""
    starts = [answer[: WEIGHTS.answered] for answer in answers]
    says = list(map(bool, map(_ANSWERS.search, starts)))
    first = says.index(True) if True in says else None
    if first is None or any(map(_REFUSED.search, starts)):
        return None
    return first if _agrees(starts[first]) else None


def refuses(answer: str) -> bool:
    """Whether an answer holds on to a case whose release is asked for, or leaves it for later."""
    start = answer[: WEIGHTS.answered]
    return bool(_REFUSED.search(start)) or release_clauses.reopens(start)


def _agrees(answer: str) -> bool:
    agreed = _AGREED.findall(answer[: WEIGHTS.agreed])
    is_yes = _BARE_YES.match(answer) or not all(map(_POLITE.search, agreed))
    return bool(is_yes) and not release_clauses.reopens(answer)


def _held(sentence: str) -> Iterator[re.Match[str]]:
    """The words that hold on to a case, but for what would be otherwise."""
    for word in _HELD.finditer(sentence):
        if not _OTHERWISE.search(sentence[: word.start()]):
            yield word


def _freed(sentence: str) -> Iterator[re.Match[str]]:
    """The words of release that are neither denied nor only spoken of, nor in doubt."""
    for word in _released(sentence):
        if not _is_doubted(sentence[: word.start()]):
            yield word


def _released(sentence: str) -> Iterator[re.Match[str]]:
    """The words of release that are neither denied nor only spoken of."""
    words = list(_RELEASE.finditer(sentence))
    if not words:
        return
    idle = [word.span() for known in (_held, _SPOKEN_OF.finditer) for word in known(sentence)]
    for word in words:
        if not any(first <= word.start() < end for first, end in idle):
            yield word


def _is_told(sentence: str) -> bool:
    """Whether a sentence that releases nothing may tell of a release: not where it is only spoken of, or wished
    by others."""
    ends = [word.end() for word in _RELEASE.finditer(sentence)]
    if not ends:
        return False
    places = [word.start() for word in _released(sentence)]
    is_wished = _OTHERS_WISH.search(sentence, 0, max(places, default=0))
    is_retold = any(map(partial(_RETOLD.match, sentence), ends))
    return bool((places and not is_wished) or is_retold or _DONE.search(sentence))


def _is_doubted(before: str) -> bool:
    """Whether the words before a verdict, in its clause, decide nothing: they suppose, plan, do not
    know, or tell what is so elsewhere or what somebody else wishes."""
    clause = before[before.rfind(",") + 1 :]
    in_clause = any(known.search(clause) for known in (_DOUBTED, _OTHERS_WISH))
    return in_clause or _ELSEWHERE.search(before) is not None


def _says(kind: Outcome, known: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence says that a case ends in one way, and neither asks nor supposes it, nor speaks of a part
    of it or of what comes instead."""
    found = known.search(sentence)
    if found is None or ends_in_doubt(sentence):
        return False
    before = sentence[: found.start()]
    clause = release_clauses.clause_before(before) + found[0]
    doubts = (
        _RETOLD.match(sentence, found.end()),
        kind != "paused" and _INSTEAD.search(sentence, found.end()),
        _PART_OF_IT.search(clause),
        _UNSAID.search(before),
    )
    return not any(doubts)
