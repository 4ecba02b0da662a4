"""How a source sets off who speaks, over all of its lines: by which form, by its type, by questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import filterfalse
from operator import attrgetter

from minutes.records.head_lines import CHAIRS, is_list_head
from minutes.records.speaker_labels import calling, is_account, may_hold_name
from pipeline.readers.recognition.candidates import Candidate
from pipeline.readers.recognition.lines import Line

USUAL = 0.8
"""Of the lines of a source bear a label: then what looks like one hardly is none."""
MANY = 8
"""Lines with a label before nearly all lines may be said to bear one."""
FEW = 3
"""Names alone on their lines, without any mark, before they are taken for labels."""


SENTENCE_SIGN = re.compile(r"[。，！？!?,…]")
"""What stands in a sentence, and in no name or title."""


def look(one: Candidate) -> str:
    """How a label is set off: by a time, by its form, by its type too."""
    form = _CLOCK if one.form.sure else one.form.name
    return f"{form}, marked" if one.marked else form


_CLOCK = "clock"


def usual_look(found: Iterable[Candidate]) -> str | None:
    """How nearly all labels of a source are set off; None where no way is usual."""
    unnumbered = filterfalse(attrgetter("numbered"), found)
    ways = Counter(map(look, unnumbered))
    if not ways:
        return None
    way, times = ways.most_common(1)[0]
    usual = times >= max(MANY, USUAL * ways.total())
    return way if usual else None


def are_full(names: Sequence[str]) -> bool:
    """Whether most names have more than one word: Ann Sample, not Ann."""
    words = Counter(" " in name for name in names)
    return words[True] >= max(MANY, words[False] + 1)


def are_all_numbered(found: Iterable[Candidate]) -> bool:
    """Whether nearly all that call a person, besides the chair in the head, have a number before them."""
    numbers = [c.numbered for c in found if calling(c.name) == "person" and not is_chair_field(c)]
    return sum(numbers) >= max(FEW, USUAL * len(numbers))


_LONGEST_FIELD = 40  # 受訪者：王示範　採訪者：李範例


def is_chair_field(c: Candidate) -> bool:
    """Whether the line names the chair (主席：王小明) instead of quoting the chair."""
    words = c.rest.rstrip()
    signs = (
        c.name.casefold() in CHAIRS,
        0 < len(words) <= _LONGEST_FIELD,
        not SENTENCE_SIGN.search(words),
    )
    return all(signs)


def is_somebody(name: str) -> bool:
    """Whether words call a person, or are what a programme shows instead of a name."""
    return any((calling(name) == "person", is_account(name)))


def mostly_alone(told: Iterable[Candidate]) -> bool:
    """Whether half of the labels, of those that are like names, stand alone on their lines."""
    alone = [one.alone for one in filter(_seems_called, told)]
    return 2 * sum(alone) >= len(alone)


def _seems_called(one: Candidate) -> bool:
    signs = (one.marked, calling(one.name), may_hold_name(one.name))
    return any(signs) and not is_list_head(one.name)


def questions(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Where nothing names a speaker and bold paragraphs ask and others answer: each line and who.

    Nothing where bold type is something else: seldom, for single words, or without questions.
    """
    spoken = [i for i, line in enumerate(lines) if line.kind == "text" and line.words]
    bold = {i for i in spoken if lines[i].is_set_off()}
    asked = sum(lines[i].words.endswith(_ASKS) for i in bold)
    if not _are_questions(len(bold), asked, len(spoken) - len(bold)):
        return
    for i in spoken:
        yield i, _ROLES[i in bold]


_ASKS = ("？", "?")
_ROLES = {True: "問", False: "答"}


def _are_questions(bold: int, asked: int, others: int) -> bool:
    """Whether bold paragraphs are many enough, and ask, among the others."""
    enough = min(bold, others) > FEW
    often = 4 * bold > others
    asking = 3 * asked >= bold
    return all((enough, often, asking))
