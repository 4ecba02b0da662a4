"""Labels that were typed as plain words, so that what follows stands under somebody else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from minutes.findings.problem import Problem, problem
from minutes.records.head_lines import is_head_field
from minutes.records.speaker_labels import colon_for, may_hold_name
from minutes.text.folding import fold
from pipeline.checks.rules.labels.openings import Edges, Opening, is_certain, openings
from pipeline.checks.rules.subject import Context, Subject, shown

# Read aloud in answers to a questionnaire as often as they are a label.
_TOO_SHORT = frozenset(map(fold, ["問", "答", "Q", "A", "問題", "提問"]))
_SHORTEST = 3  # characters of a name without a colon
_MOST_NAMES = 400  # of a record: more are a list, not a meeting
_MOST = 5  # places of one name: the others are of the same kind


def labels_as_words(subject: Subject, _: Context) -> Iterator[Problem]:
    """Labels typed as plain words: of known speakers, and what looks like a label that was lost.

    Of a lost label its first place is told, with how often it occurs.
    """
    labels = {fold(name): name for name in subject.label_lines.values()}
    lost: defaultdict[str, list[Opening]] = defaultdict(list)
    for opening in openings(subject.parsed.document.items):
        known = labels.get(fold(opening.name))
        if known is not None:
            yield from _known(subject, opening, known)
        elif _may_be_lost(opening):
            lost[opening.name].append(opening)
    for name, found in lost.items():
        yield from _lost(subject, name, found)


def _known(subject: Subject, opening: Opening, label: str) -> Iterator[Problem]:
    """A speaker of the record, at the beginning of somebody's words."""
    if fold(label) not in _TOO_SHORT:
        at = (opening.line, opening.column)
        yield problem(subject.path, "label-as-text", *at, **_values(label))


def _values(name: str) -> dict[str, Any]:
    """The name, and the label to write."""
    return {"name": shown(name), "label": f"{shown(name)}{colon_for(name)}"}


def _may_be_lost(opening: Opening) -> bool:
    """Whether it is no field of a head, quotes nobody, and is long enough where no colon stands behind it."""
    short = all((opening.other, len(opening.name) < _SHORTEST, not opening.is_nobody))
    return not any((short, is_head_field(opening.name), opening.quotes))


def _lost(subject: Subject, name: str, found: Sequence[Opening]) -> Iterator[Problem]:
    lost = [opening for opening in found if _is_lost(opening, len(found))]
    for first in lost[:1]:
        values = _values(name) | {"count": len(lost) if lost[1:] else ""}
        yield problem(subject.path, "lost-label", first.line, first.column, **values)


# Tuned on real transcripts: a name in Chinese is enough, one in Latin letters is easily a heading, and an office or
# a body is often an entry of a list. 方位 and 林業 begin like names of two characters: they have to recur.
_LOST: tuple[tuple[Callable[[Opening], bool], Callable[[Opening, int], bool]], ...] = (
    (lambda o: o.is_nobody, lambda o, times: True),
    (
        lambda o: not o.has_han,
        lambda o, times: o.is_like_latin_name and (times > 1 or o.is_full_latin_name),
    ),
    (lambda o: o.calling == "person" and len(o.name) >= _SHORTEST, lambda o, times: True),
    (lambda o: o.calling is None, lambda o, times: may_hold_name(o.name) and o.has_sentence),
    (lambda o: True, lambda o, times: o.has_sentence and (times > 1 or o.is_chair)),
)
"""Whose name it may be by its looks, and what makes it a label that was lost, by how often it stands there."""


def _is_lost(opening: Opening, times: int) -> bool:
    tests = (test for applies, test in _LOST if applies(opening))
    return next(tests)(opening, times)


def names_at_edges(subject: Subject, _: Context) -> Iterator[Problem]:
    """Where a speaker of the record stands at the beginning or the end of other words, set off in the way of
    another layout, so that these may be theirs."""
    names = list(filter(is_certain, dict.fromkeys(subject.label_lines.values())))
    if not 0 < len(names) <= _MOST_NAMES:
        return
    times: Counter[str] = Counter()
    for number, name in Edges(names).found(subject.parsed.document.items):
        times[name] += 1
        if times[name] <= _MOST:
            yield problem(subject.path, "label-as-text", number, **_values(name))
