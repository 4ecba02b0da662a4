"""What a single sentence says of how a case goes on: that it is released (or asked to be, or on a condition),
held on to, or ended otherwise. Sentences are folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from minutes.recognition.passages import ends_in_doubt, is_question
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.numerals import parse

Verdict = Literal["asked", "granted", "on_condition", "held"]
Outcome = Literal["released", "paused", "not_held", "self_run", "merged", "tracked"]

_RELEASE, _HELD = pattern("release", "words"), pattern("release", "held")
_SPOKEN_OF, _CONDITION = pattern("release", "spoken_of"), pattern("release", "condition")
_ASKED, _DONE = pattern("release", "asked"), pattern("release", "done")
_AGREED, _POLITE = pattern("release", "agreed"), pattern("release", "polite")
_HESITANT, _REFUSED = pattern("release", "hesitant"), pattern("release", "refused")
_ANSWERS = any_of((*words("release", "agreed"), *words("release", "hesitant")))
_DOUBTED, _OTHERS_WISH = pattern("release", "doubted"), pattern("release", "others_wish")
_ELSEWHERE, _UNSAID = pattern("release", "elsewhere"), pattern("ended", "unsaid")
_CONCLUDES = pattern("release", "concludes")
_PERFORMS, _DONE_BEHIND = pattern("release", "performs"), pattern("release", "done_behind")
_OPEN_QUESTION = pattern("release", "open_question")
# 「是不是有一個綜整的回應，有的話，一樣可以解管」: what is asked there is the condition.
_IF_SO = folded_pattern("(?:^|,)(?:如果|若)?(?:有|沒有|可以|是)的話,")
_OTHERWISE = pattern("release", "otherwise")
_BARE = folded_pattern("解|除管")
_FORMALITY, _PROVISO = pattern("release", "formality"), pattern("release", "proviso")
_MERGED, _UNTRACKED = pattern("ended", "merged"), pattern("ended", "untracked")
_OVER, _TO_BE_PUT = pattern("release", "over"), pattern("release", "to_be_put")
# What ends a case that was never met, so that taking it off the list is no release of it.
_NEVER_MET = any_of((*words("ended", "not_held"), *words("ended", "withdrawn")))
_RESUMED, _STILL_PAUSED = pattern("ended", "resumed"), pattern("ended", "still_paused")
_THEREFORE = folded_pattern("所以|因此")
_NUMBER_OF_CASES = folded_pattern("[這那]?[兩二三四五六](?:個)?案")
_AMOUNTS: dict[str, int] = {"兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ENDINGS: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    ("self_run", pattern("ended", "self_run")),
    ("not_held", _NEVER_MET),
    ("paused", pattern("ended", "paused")),
    ("merged", _MERGED),
    ("tracked", pattern("ended", "relisted")),
)
_KNOWN = {"released": _RELEASE, **dict(_ENDINGS)}


def of(sentence: str) -> Verdict | None:
    """What a sentence says of a release; its last word on it counts."""
    held = [word.start() for word in _held(sentence)]
    freed = list(_freed(sentence))
    if held and (not freed or held[-1] > freed[-1].start()):
        return "held"
    if not freed:
        return None
    if is_question(sentence):
        return None if _OPEN_QUESTION.search(sentence) else "asked"
    before = sentence[: freed[-1].start()]
    if _NEVER_MET.search(before):
        return None
    if _TO_BE_PUT.search(sentence[freed[-1].end() :]):
        return "asked"
    if _ASKED.search(_IF_SO.split(before)[-1][-WEIGHTS.near :]):
        return "asked"
    if not _is_performed(sentence, freed[-1]):
        return None
    return "on_condition" if _is_conditional(sentence, freed[-1]) else "granted"


def as_reported(verdict: Verdict | None, sentence: str) -> Verdict | None:
    """What a verdict is worth in the words of who may only ask for it."""
    if verdict not in {"granted", "on_condition"}:
        return verdict
    if _ASKED.search(sentence):
        return "asked"
    concludes = _CONCLUDES.search(sentence) and not _DONE.search(sentence)
    return "asked" if concludes else None


def ending(sentence: str) -> Outcome | None:
    """How a sentence says that a case ends, other than by a release, or is taken up again."""
    return next((kind for kind, known in _ENDINGS if _says(known, sentence)), None)


def asks(sentence: str) -> bool:
    """Whether a sentence asks for something."""
    return _ASKED.search(sentence) is not None


def deciding(sentence: str, outcome: Outcome) -> tuple[int, int] | None:
    """Where the words stand that decide: the last ones that do."""
    *_, last = [None, *map(re.Match.span, _KNOWN[outcome].finditer(sentence))]
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
    """The first answer that says anything, where it agrees and none holds on to the case; thanks alone
    agree where nobody asks back or objects."""
    starts = [answer[: WEIGHTS.answered] for answer in answers]
    says = list(map(bool, map(_ANSWERS.search, starts)))
    first = says.index(True) if True in says else None
    if first is None or any(map(_REFUSED.search, starts)):
        return None
    return first if _agrees(starts[first]) else None


def _agrees(answer: str) -> bool:
    agreed = _AGREED.findall(answer[: WEIGHTS.agreed])
    if _HESITANT.search(answer):
        return not all(map(_POLITE.search, agreed))
    return bool(agreed)


def _held(sentence: str) -> Iterator[re.Match[str]]:
    """The words that hold on to a case, but for what would be otherwise."""
    for word in _HELD.finditer(sentence):
        if not _OTHERWISE.search(sentence[: word.start()]):
            yield word


def _freed(sentence: str) -> Iterator[re.Match[str]]:
    """The words of release that are neither denied nor only spoken of, nor in doubt."""
    idle = [word.span() for known in (_held, _SPOKEN_OF.finditer) for word in known(sentence)]
    for word in _RELEASE.finditer(sentence):
        is_idle = any(first <= word.start() < end for first, end in idle)
        if not is_idle and not _is_doubted(sentence[: word.start()]):
            yield word


def _is_conditional(sentence: str, word: re.Match[str]) -> bool:
    """Whether a condition stands before a word of release, or right behind it."""
    before = _FORMALITY.sub("", _nearest(sentence[: word.start()]))
    return bool(_CONDITION.search(before) or _PROVISO.search(sentence[word.end() :]))


def _is_performed(sentence: str, word: re.Match[str]) -> bool:
    """Whether a word of release does what it says, rather than naming what is spoken of; the longer
    forms can do nothing else."""
    if not _BARE.match(word[0]):
        return True
    clause = sentence[sentence.rfind(",", 0, word.start()) + 1 : word.start()]
    return bool(_PERFORMS.search(clause) or _DONE_BEHIND.search(sentence[word.end() :]))


def _is_doubted(before: str) -> bool:
    """Whether the words before a verdict, in its clause, decide nothing: they suppose, plan, do not
    know, or tell what is so elsewhere or what somebody else wishes."""
    clause = before[before.rfind(",") + 1 :]
    in_clause = any(known.search(clause) for known in (_DOUBTED, _OTHERS_WISH))
    return in_clause or _ELSEWHERE.search(before) is not None


def _nearest(before: str) -> str:
    """The clauses before a verdict that belong to it: not those from which it is drawn."""
    return _THEREFORE.split(before)[-1][-WEIGHTS.condition :]


def _says(known: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence says that a case ends in one way, and neither asks nor supposes it."""
    found = known.search(sentence)
    if found is None or ends_in_doubt(sentence):
        return False
    return _UNSAID.search(sentence, 0, found.start()) is None
