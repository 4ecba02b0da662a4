"""Whether a revision took something out to protect somebody: then nothing older is shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, partial
from itertools import chain, filterfalse
from operator import attrgetter, gt

from minutes.publication.correction_notes import tells_of_protection
from minutes.records.front_matter import Correction
from minutes.records.speaker_labels import calling, is_full_name, parts
from minutes.registers.generic_labels import is_generic
from minutes.text import personal_data
from minutes.text.word_tables import any_of, table
from pipeline.history.wordings.alignment import Alignment
from pipeline.history.wordings.rereading import Piece
from pipeline.history.wordings.turns import Alteration, Replacement

_Span = tuple[int, int]
_IDS, _IDS_NOW = attrgetter("ids"), attrgetter("ids_now")
_OLD, _NEW = attrgetter("old"), attrgetter("new")
_SPAN = re.Match.span
_DEPUTY = "代表"
# One sign again and again where letters stood (～～, ##), whatever sign that is; a dash and an ellipsis have
# two characters in Chinese.
_BLANKED = re.compile(r"\s*([^\w\s—…⋯]|_)\1+\s*")


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """The words of `minutes/data/protection.toml`, which says where they come from."""
    return re.compile(any_of(table("protection")[kind]), re.IGNORECASE)


def protects(
    changed: Sequence[Alteration], notes: Iterable[Correction] = (), guarded: Collection[str] = ()
) -> bool:
    """Whether a revision, with the notes that came with it, plainly took out what must not be read again:
    its note says so, marks of a redaction came in, personal data went, a speaker is named no more (where no
    note says to what the label was corrected), or something changed that was `guarded`: it had been taken out before, and had come back."""
    told = list(notes)
    unnamed = filter(_unnames, changed)
    touched = set(chain.from_iterable(map(_IDS, changed)))
    signs = (
        [note for note in told if tells_of_protection(note.what)],
        touched & set(guarded),
        list(filter(_masks, changed)),
        list(filterfalse(partial(_is_told, told), unnamed)),
        _personal_data(map(_OLD, changed)) - _personal_data(map(_NEW, changed)),
    )
    return any(signs)


def guards(changed: Sequence[Alteration], *, cut: bool) -> tuple[str, ...]:
    """The ids of what may not leave a record unnoticed any more: what a version took out to protect
    somebody (`cut`), should it come back; and what came in the place of marks, or of nobody's name."""
    taken_out = changed if cut else ()
    there = set(chain.from_iterable(map(_IDS_NOW, changed)))
    gone = filterfalse(there.__contains__, chain.from_iterable(map(_IDS, taken_out)))
    back = list(map(_back, changed))
    laid_bare = chain(filter(_masks, back), filter(_unnames, back))
    return tuple(dict.fromkeys((*gone, *chain.from_iterable(map(_IDS, laid_bare)))))


def tells_of_speaker(label: str) -> int:
    """How much a label tells of who speaks: 2 somebody, by a name or in any other way; 1 only for whom they
    speak (教育部, 教育部代表); 0 nothing."""
    sender = label.removesuffix(_DEPUTY)
    if sender != label and not is_full_name(sender):
        return min(tells_of_speaker(sender), 1) if sender else 0
    if calling(label) == "body":
        return 1
    is_plain = is_generic(label) or bool(_spans("labels", label))
    return 2 if _holds_name(label) or not is_plain else 0


def _holds_name(label: str) -> bool:
    """Whether a full name stands beside what says nothing by itself (報告人王示範, 王示範代表)."""
    told = parts(label)
    return told is not None and bool(told.role) and not _spans("marks", told.name)


def changes_words(found: Alignment, old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    """Whether a speech is not what it was; a title that goes with another name of the file may be."""
    spoken = {piece.id for piece in (*old, *new) if piece.type != "heading"}
    ids = {fate.old for fate in found.fates} | set(found.added)
    return bool(ids & spoken)


def _masks(turn: Alteration) -> bool:
    """Whether marks of a redaction came in."""
    marks = _spans("marks", turn.new)
    if len(marks) > len(_spans("marks", turn.old)):
        return True
    return any(_is_blanked(change) or _holds_one(change, marks) for change in turn.changes)


def _is_blanked(change: Replacement) -> bool:
    """Whether letters gave way to a row of signs."""
    return _BLANKED.fullmatch(change.new) is not None and any(map(str.isalnum, change.old))


def _holds_one(change: Replacement, marks: Iterable[_Span]) -> bool:
    return any(start < change.end and change.start < end for start, end in marks)


def _unnames(turn: Alteration) -> bool:
    """Whether a label tells less of who speaks than it did."""
    labels = turn.voice, turn.voice_now
    return all(labels) and gt(*map(tells_of_speaker, labels))


def _is_told(notes: Sequence[Correction], turn: Alteration) -> bool:
    """Whether a note says to what a label was corrected, and not for protection."""
    return any(turn.voice_now in note.what for note in notes if not tells_of_protection(note.what))


def _back(turn: Alteration) -> Alteration:
    return Alteration(turn.new, turn.old, turn.voice_now, turn.voice, turn.ids_now, turn.ids)


def _spans(kind: str, text: str) -> list[_Span]:
    return list(map(_SPAN, _pattern(kind).finditer(text)))


def _personal_data(texts: Iterable[str]) -> frozenset[str]:
    """The numbers and addresses in some texts, however their digits are set apart."""
    words = "\n".join(texts)
    found = (words[data.start : data.end] for data in personal_data.find(words))
    return frozenset("".join(filter(str.isalnum, data)) for data in found)
