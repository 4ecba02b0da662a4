"""Signs in a record that words under one speaker may be another's. No layout is asked: whatever a reader took the
file for, a person is told where to look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from operator import attrgetter

from minutes.records.document import Document, Item, parse
from minutes.records.speaker_labels import is_full_name, parts
from minutes.text.han import HAN
from minutes.text.word_tables import any_of, table
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.drafting.outcome import Imported, ImportNote

_DATA = table("other_voices")
_ASKS = re.compile(r"[？?][」』”\"）)]*\s*$")
_ANSWERS = re.compile(rf"{any_of(_DATA['answers'])}(?:[，。！,.!]|$)", re.I)
_SIGNS = r"[\s:：;；|｜/／\-－—–→>＞》】〕\])）~～]|$"
_APART = re.compile(r"[\W\d_]{0,6}([^\W\d_]{3,4})(?:[ \u3000\t]|$)")
_BEHIND = re.compile(r"[。！？!?…][」』]?\s*([^\W\d_]{3,4})\s*$")
_WORD_APART = re.compile(rf"[\W\d_]{{0,6}}[{HAN}]{{2,6}}[ \u3000\t]+(?=\S{{4}})")
# Counted in the 749 records with eight speeches or more: 4 have one speaker, and in 18 a speech is so long; in none do
# three paragraphs and every second one of a speech begin with a word of its own.
_FEWEST_ALONE = 8  # paragraphs of the only speaker
_FEWEST_ALIKE = 3
_LONG = 11  # paragraphs
_MUCH = 0.3  # of all
_MOST_NAMES = 400  # in one record: more are no meeting
_MOST = 20  # places of one kind in the report
_SHORTEST = 3  # characters of a name: 方圓 and 高雄 begin sentences too
_EDGE = 80  # characters at both ends of a paragraph that are looked at
_QUOTE = 16


def with_other_voices(made: Imported) -> Imported:
    """The import, its report with the places where another than the one named may speak."""
    record = _Record(parse(made.markdown))
    told = (kind.note(list(kind.find(record))) for kind in _KINDS)
    return replace(made, guessed=(*made.guessed, *filter(None, told)))


# -- a record --------------------------------------------------------------------------------------


def _is_spoken(item: Item) -> bool:
    return item.type == "speech" and bool(item.text)


_SPEAKER = attrgetter("speaker")


class _Record:
    """The paragraphs of a record that are speech, and the speeches that they make."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spoken = list(filter(_is_spoken, document.items))
        self.speeches = [_Speech(list(run)) for _, run in groupby(self.spoken, key=_SPEAKER)]
        self.speakers = list(dict.fromkeys(filter(None, map(_SPEAKER, self.spoken))))

    def names(self) -> list[str]:
        """The full names of those who speak, and of those whom the head names as present."""
        present = map(attrgetter("name"), read_head(self.document).present)
        names = dict.fromkeys(chain(map(_bare, self.speakers), present))
        return list(filter(_is_certain, names))[:_MOST_NAMES]


def _bare(label: str) -> str:
    own = parts(label)
    return own.name if own else label


def _is_certain(name: str) -> bool:
    return len(name) >= _SHORTEST and is_full_name(name)


@dataclass(frozen=True, slots=True)
class _Speech:
    """The paragraphs of one speaker, or of nobody, that follow each other."""

    paragraphs: Sequence[Item]

    @property
    def first(self) -> Item:
        return self.paragraphs[0]

    def begun_with_words(self) -> list[Item]:
        """The paragraphs that begin with a word of their own, where every second one does."""
        begun = list(filter(_begins_with_word, self.paragraphs))
        alike = len(begun) >= max(_FEWEST_ALIKE, len(self.paragraphs) / 2)
        return begun * alike


def _begins_with_word(item: Item) -> bool:
    """Whether a short word and a space, or a full name, stands before the sentence."""
    return _WORD_APART.match(item.text) is not None or is_full_name(item.text[:_SHORTEST])


# -- signs -----------------------------------------------------------------------------------------


def _own_answers(record: _Record) -> Iterator[Item]:
    """Where one paragraph asks, and the next one of the same speaker answers."""
    in_one = chain.from_iterable(pairwise(speech.paragraphs) for speech in record.speeches)
    return (after for asked, after in in_one if _ASKS.search(asked.text) and _answers(after))


def _answers(item: Item) -> bool:
    return _ANSWERS.match(item.text) is not None


def _named(record: _Record) -> Iterator[Item]:
    """The paragraphs that begin or end with the name of somebody else, as no sentence does."""
    each = "|".join(map(re.escape, record.names())) or "(?!)"
    begins = rf"[\W\d_]{{0,12}}({each})(?:{_SIGNS}|{any_of(_DATA['beginnings'])})"
    edges = _Edges(re.compile(begins), re.compile(rf"[（(—─–-]\s*({each})\s*[)）]?[。.]?\s*$"))
    return (item for item in record.spoken if edges.names(item) - {_bare(item.speaker or "")})


@dataclass(frozen=True, slots=True)
class _Edges:
    """What finds a known name at the beginning of a paragraph, and at its end."""

    begins: re.Pattern[str]
    ends: re.Pattern[str]

    def names(self, item: Item) -> set[str]:
        """The names at both edges: known ones set off by any sign, others by a space or the end of a sentence."""
        first, last = item.text[:_EDGE], item.text[-_EDGE:]
        known = filter(None, (self.begins.match(first), self.ends.search(last)))
        apart = filter(None, (_APART.match(first), _BEHIND.search(last)))
        return {found[1] for found in known} | set(
            filter(is_full_name, (found[1] for found in apart))
        )


def _alike(record: _Record) -> Iterator[Item]:
    """The paragraphs of speeches that begin with a word of their own, as those of lists of comments do."""
    return chain.from_iterable(map(_Speech.begun_with_words, record.speeches))


def _alone(record: _Record) -> list[Item]:
    """Where the only speaker of a record with more than a few paragraphs begins."""
    said = list(filter(_SPEAKER, record.spoken))
    only = len(record.speakers) == 1 and len(said) >= _FEWEST_ALONE
    return said[:1] * only


def _long(record: _Record) -> Iterator[Item]:
    """Where speeches begin that are much of a record in which others speak too."""
    enough = max(_LONG, _MUCH * len(record.spoken))
    long = (one.first for one in record.speeches if len(one.paragraphs) > enough)
    return filter(_SPEAKER, long if len(record.speakers) > 1 else ())


# -- what is told ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of sign: the code of its note, what finds its places, and what is said of them."""

    code: str
    find: Callable[[_Record], Iterable[Item]]
    zh: str
    en: str

    def note(self, found: Sequence[Item]) -> ImportNote | None:
        """One note of all places; none where there are none."""
        more, shown = len(found) - _MOST, found[:_MOST]
        zh = "、".join(map(_in_zh, shown)) + f"、另有 {more} 處" * (more > 0)
        en = ", ".join(map(_in_en, shown)) + f", and {more} more" * (more > 0)
        return ImportNote(self.code, self.zh + zh, self.en + en) if found else None


def _in_zh(item: Item) -> str:
    return f"{item.speaker or '？'}（紀錄第 {item.line} 行，「{item.text[:_QUOTE]}」）"


def _in_en(item: Item) -> str:
    return f"{item.speaker or '?'} (line {item.line} of the record, “{item.text[:_QUOTE]}”)"


_KINDS = (
    _Kind(
        "own-answer",
        _own_answers,
        "問完又像自己回答，後一段可能是別人說的：",
        "Asks and seems to answer too; the second paragraph may be another's: ",
    ),
    _Kind(
        "name-in-words",
        _named,
        "這些發言的開頭或末尾是另一人的姓名，可能是那個人說的：",
        "These words begin or end with the name of another, who may be speaking: ",
    ),
    _Kind(
        "begin-alike",
        _alike,
        "這些段落都以短詞開頭，像一人一段的意見，可能是不同的人說的：",
        "These paragraphs each begin with a short word, as comments of several people do, and may be others': ",
    ),
    _Kind(
        "only-speaker",
        _alone,
        "整份只認出一位發言者，其他人的話可能也算在這裡：",
        "Only one speaker was recognised, whose words may be those of others too: ",
    ),
    _Kind(
        "long-speech",
        _long,
        "這些發言佔全文三成以上，裡面可能有別人的話：",
        "These speeches are more than three tenths of the record, and may hold words of others: ",
    ),
)

__all__ = ["with_other_voices"]
