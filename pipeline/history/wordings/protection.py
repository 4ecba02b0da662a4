"""Whether a revision took something out to protect somebody: then nothing older is shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, filterfalse, product, repeat
from operator import attrgetter

from minutes.publication.correction_notes import is_plain
from minutes.records.front_matter import Correction
from minutes.records.speaker_labels import apart
from minutes.text import personal_data
from pipeline.history.wordings.alignment import Alignment
from pipeline.history.wordings.naming import (
    NOBODY,
    Knows,
    anybody,
    is_left_out,
    loses_latin_name,
    loses_name,
    names_lost,
    names_somebody,
    nobody,
    pattern,
    tells_less,
    tells_of_speaker,
)
from pipeline.history.wordings.rereading import Piece
from pipeline.history.wordings.turns import Alteration, Replacement

_Span = tuple[int, int]
_IDS, _IDS_NOW = attrgetter("ids"), attrgetter("ids_now")
_OLD, _NEW = attrgetter("old"), attrgetter("new")
_SPAN = re.Match.span
# What parts sentences and their parts, once each: a filler that is left out gives way to it.
_PARTING = re.compile(
    r"(?!.*(.)\1)(?!.*[(（「『\[][)）」』\]])[，。、；：？！,.;:?!「」『』（）()\[\]《》〈〉\"'“”‘’]{1,4}"
)


def protects(
    changed: Sequence[Alteration],
    notes: Iterable[Correction] = (),
    guarded: Collection[str] = (),
    names: Collection[str] = (),
    knows: Knows = nobody,
) -> bool:
    """Whether a revision, with the notes that came with it, plainly took out what must not be read again:
    marks of a redaction came in, or other words in the place of a name (`names` are known beside what looks
    like one), or a name by which the archive `knows` nobody, personal data went, a speaker is named no more
    (where no note says to whom the label was corrected), or something changed that was `guarded`: it had been
    taken out before, and had come back."""
    all_notes = list(notes)
    unnamed = chain(filter(partial(_unnames, knows), changed), filter(_loses_label, changed))
    touched = set(chain.from_iterable(map(_IDS, changed)))
    signs = (
        touched & set(guarded),
        list(filter(partial(_masks, names, knows), changed)),
        list(filterfalse(partial(_is_told, all_notes), unnamed)),
        _personal_data(map(_OLD, changed)) - _personal_data(map(_NEW, changed)),
    )
    return any(signs)


def names_taken_out(changed: Sequence[Alteration]) -> Iterator[str]:
    """The names that stood where something changed, and stand there no more."""
    for turn in changed:
        if _unnames(nobody, turn):
            yield apart(turn.voice).name
        yield from names_lost(
            turn.old, turn.new, chain.from_iterable(map(_around, turn.changes, repeat(turn.new)))
        )


def _around(change: Replacement, new: str) -> Iterator[str]:
    """What went, with the letters before and after it that stayed: of a name one may be masked alone."""
    for before, after in product(range(2), range(3)):
        first = new[max(change.start - before, 0) : change.start]
        yield f"{first}{change.old}{new[change.end : change.end + after]}"


def guards(changed: Sequence[Alteration], *, cut: bool) -> tuple[str, ...]:
    """The ids of what may not leave a record unnoticed any more: what a version took out to protect
    somebody (`cut`), should it come back; and what came in the place of marks, or of nobody's name."""
    taken_out = changed if cut else ()
    there = set(chain.from_iterable(map(_IDS_NOW, changed)))
    gone = filterfalse(there.__contains__, chain.from_iterable(map(_IDS, taken_out)))
    back = list(map(_back, changed))
    laid_bare = chain(
        filter(partial(_masks, (), anybody), back), filter(partial(_unnames, anybody), back)
    )
    return tuple(dict.fromkeys((*gone, *chain.from_iterable(map(_IDS, laid_bare)))))


def changes_words(found: Alignment, old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    """Whether a speech is not what it was; a title that goes with another name of the file may be."""
    spoken = {piece.id for piece in (*old, *new) if piece.type != "heading"}
    ids = {fate.old for fate in found.fates} | set(found.added)
    return bool(ids & spoken)


def _masks(names: Collection[str], knows: Knows, turn: Alteration) -> bool:
    """Whether marks of a redaction came in, or other words in the place of one of these names."""
    marks = _spans("marks", turn.new)
    if len(marks) > len(_spans("marks", turn.old)) or loses_latin_name(turn.old, turn.new, knows):
        return True
    signs = (
        _is_blanked,
        partial(_unnames_within, names, knows, turn.new),
        partial(_holds_one, marks),
    )
    return any(sign(change) for change in turn.changes for sign in signs)


def _is_blanked(change: Replacement) -> bool:
    """Whether letters gave way to signs, and not to those that part sentences; or to a word that hides."""
    letters = sum(map(str.isalnum, change.old))
    came = "".join(change.new.split())
    is_sign = bool(came) and not any(map(str.isalnum, came))
    is_mask = is_sign or pattern("replacing").fullmatch(change.new.strip()) is not None
    return is_mask and letters > 1 and _PARTING.fullmatch(came) is None


def _unnames_within(names: Collection[str], knows: Knows, new: str, change: Replacement) -> bool:
    """Whether a name gave way to what is none, also where the family name stayed: it stands before; or was left
    out, and stands nowhere else there."""
    is_replaced = bool(change.new.strip())
    if not is_replaced and is_left_out(change.old, new, knows):
        return True
    family = new[max(change.start - 1, 0) : change.start].strip() if is_replaced else ""
    forms = {(f"{first}{change.old}", f"{first}{change.new}") for first in ("", family)}
    return any(loses_name(names, went.strip(), came.strip(), knows) for went, came in forms)


def _holds_one(marks: Iterable[_Span], change: Replacement) -> bool:
    return any(start < change.end and change.start < end for start, end in marks)


def _unnames(knows: Knows, turn: Alteration) -> bool:
    """Whether a label tells less of who speaks than it did."""
    return bool(turn.voice and turn.voice_now) and tells_less(turn.voice, turn.voice_now, knows)


def _loses_label(turn: Alteration) -> bool:
    """Whether somebody who was named as its speaker is so no more, and nobody else either."""
    return not turn.voice_now and names_somebody(turn.voice)


def _is_told(notes: Sequence[Correction], turn: Alteration) -> bool:
    """Whether a note says to what a label was corrected, and not for protection."""
    plain = filter(_is_plain, notes)
    is_somebody = tells_of_speaker(turn.voice_now) > NOBODY
    return is_somebody and any(turn.voice_now in note.what for note in plain)


def _is_plain(note: Correction) -> bool:
    return is_plain(note.what)


def _back(turn: Alteration) -> Alteration:
    return Alteration(turn.new, turn.old, turn.voice_now, turn.voice, turn.ids_now, turn.ids)


def _spans(kind: str, text: str) -> list[_Span]:
    return list(map(_SPAN, pattern(kind).finditer(text)))


def _personal_data(texts: Iterable[str]) -> frozenset[str]:
    """The numbers and addresses in some texts, however their digits are set apart."""
    words = "\n".join(texts)
    found = (words[data.start : data.end] for data in personal_data.find(words))
    return frozenset("".join(filter(str.isalnum, data)) for data in found)
