"""Whether the words around a word of release do nothing but release. Where a word of its clause is not known to
belong to that, or what follows takes it back, nothing is read from it. Sentences are folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import filterfalse
from operator import itemgetter
from typing import Literal

from minutes.recognition.passages import sentences
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.folding import fold

Reading = Literal["granted", "on_condition", "unclear", "held"]
_WEAKEST: Sequence[Reading] = ("granted", "on_condition", "unclear", "held")

_CLAUSES, _MARKS = re.compile("[,;:()。]"), re.compile("[,;()。!]")
_PIECE = f"(?:{'|'.join(words('release', 'pieces'))})"
# The fewest words before those that are known: who or what is released, or on what it depends.
_PARTS = folded_pattern(f"(?P<rest>.*?)(?P<known>{_PIECE}*+)")
_NAMES, _TAIL = pattern("release", "names"), pattern("release", "tail")
_CALLED_THIS = pattern("release", "called_this")
_LEADS, _DONE = pattern("release", "leads"), pattern("release", "is_done")
_IS_TO_BE_DONE, _DONE_ALREADY = pattern("release", "to_be_done"), pattern("release", "done_already")
_NO_CONDITION = folded_pattern("不(?:列入|算|是)(?:為)?條件")
_LED_TO = folded_pattern(f"了?(?:{_LEADS.pattern})")  # 「更新了就」 (invented)
_MAY_THEN = folded_pattern("就(?:可以?|能夠?|自動)")
_NOT_DONE = pattern("release", "not_done")
_FUTURE, _FORMALITY = pattern("release", "future"), pattern("release", "formality")
_CONDITION, _ADVERSE = pattern("release", "condition"), pattern("release", "adverse")
_DEMANDS, _REOPENS = pattern("release", "demands"), pattern("release", "reopens")
_TAKES_BACK, _COMES_BACK = pattern("release", "takes_back"), pattern("release", "comes_back")
_SUPPOSED = any_of(("如果", "若", "萬一", "要是", *words("release", "or_else")))
_OTHERWISE, _TURNS = pattern("release", "otherwise"), pattern("release", "turns")
# 「下次不用再列」 (invented): what will not be done any more is settled now.
_NO_MORE = fold("不")
_PROVISO, _THEREFORE = pattern("release", "proviso"), folded_pattern("所以|因此")


def reading(sentence: str, word: re.Match[str]) -> Reading:
    """What a word of release does in its sentence."""
    before = sentence[: word.start()]
    after = _nothing_else(sentence[word.end() :].rstrip("。!;"))
    near = _nearest(before)
    own = gives_condition(clause_before(before))
    is_conditional = bool(own or _CONDITION.search(near) or _CONDITION.match(word[0]))
    is_from_now = is_no_more(word[0])
    if all((not is_conditional, not is_from_now, _FUTURE.search(near))):
        return "held"
    return max(_own(before, is_conditional=is_conditional), _behind(after), key=_WEAKEST.index)


def is_no_more(word: str) -> bool:
    """Whether a word of release says what is not done any more."""
    return word.startswith(_NO_MORE)


def _nothing_else(after: str) -> str:
    """What is said behind a word of release of the same case, and not what would be otherwise."""
    return _TURNS.split(_OTHERWISE.sub("", after))[0][: WEIGHTS.condition]


def _own(before: str, *, is_conditional: bool) -> Reading:
    """What the clause up to a word of release makes of it."""
    clause = _FORMALITY.sub("", clause_before(before))
    parts = _PARTS.fullmatch(clause)
    if parts is None:
        return "unclear"
    rest = parts["rest"]
    is_conditional = is_conditional or _depends_on_before(before, parts["known"])
    if any((_NAMES.fullmatch(rest), _CALLED_THIS.match(rest + parts["known"]))):
        return "on_condition" if is_conditional else "granted"
    depends = (is_conditional or _has_to_be_done(rest), _LEADS.search(parts["known"]))
    return "on_condition" if all(depends) else "unclear"


def _has_to_be_done(words: str) -> bool:
    return all((_DONE.search(words), not _NOT_DONE.search(words)))


def gives_condition(clause: str) -> bool:
    """Whether the clause up to a word of release says itself what has to be done: 「補上去就」, whatever is asked
    before (invented)."""
    parts = _PARTS.fullmatch(clause)
    return bool(parts and _has_to_be_done(parts["rest"]) and _LED_TO.match(parts["known"]))


def _depends_on_before(before: str, known: str) -> bool:
    """Whether a release may only come once what the clause before it names is done: 「回應上了，這案就可以解除
    列管」 (invented)."""
    *_, last = ["", *_CLAUSES.split(before)[:-1]]
    signs = (_MAY_THEN.search(known), _IS_TO_BE_DONE.search(last), not _DONE_ALREADY.search(last))
    return all(signs)


def _behind(after: str) -> Reading:
    """What the words behind a word of release leave of it."""
    end = len(_MARKS.split(after)[0])
    if not _TAIL.fullmatch(after, 0, end):
        return "unclear"
    if _NO_CONDITION.search(after):
        return "granted"
    if _PROVISO.search(after):
        return "on_condition"
    adverse = _ADVERSE.search(after, end)
    if adverse is None:
        return "unclear" if _REOPENS.search(after, end) else "granted"
    if _COMES_BACK.match(after, adverse.end()):
        return "granted"
    if _REOPENS.search(after, adverse.end()):
        return "held"
    return "on_condition" if _DEMANDS.match(after, adverse.end()) else "unclear"


def is_known(words: str) -> bool:
    """Whether words say no more than what is released."""
    parts = _PARTS.fullmatch(words)
    return parts is not None and not parts["rest"]


def clause_before(before: str) -> str:
    """The clause with which some words end, without the spaces in it."""
    return "".join(_CLAUSES.split(before)[-1].split())


def _nearest(before: str) -> str:
    """The clauses before a verdict that belong to it: not those from which it is drawn."""
    near = _THEREFORE.split(before)[-1][-WEIGHTS.condition :]
    return _FORMALITY.sub("", near)


def takes_back(text: str) -> bool:
    """Whether what is said next takes a ruling back, or leaves it for later, of itself."""
    said = map(itemgetter(0), sentences(text))
    return any(map(_TAKES_BACK.search, filterfalse(_SUPPOSED.match, said)))


def reopens(text: str) -> bool:
    """Whether words take a ruling back, or leave it for later."""
    return _REOPENS.search(text) is not None
