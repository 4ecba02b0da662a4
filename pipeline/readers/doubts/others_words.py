"""Where another than the speaker of a paragraph may say it: answers to the own question, introductions, thanks, second greetings, words of
those who take the floor, and words after it was given away; and lists of comments in one speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise, starmap
from operator import attrgetter, eq

from minutes.records.document import Item
from minutes.records.speaker_labels import is_full_name
from minutes.text.folding import is_han
from minutes.text.han import HAN
from minutes.text.word_tables import any_of, table
from pipeline.readers.doubts.names_in_words import any_call
from pipeline.readers.doubts.record import FinishedRecord, KnownVoice, Speech

_DATA = table("doubts")
_ASKS = re.compile(r"[？?][」』”\"）)]*\s*$")
_ANSWERS = re.compile(rf"{any_of(_DATA['answers'])}(?:[，。！,.!]|$)", re.I)
_WORD_APART = re.compile(rf"[\W\d_]{{0,6}}[{HAN}]{{2,6}}[ \u3000\t]+(?=\S{{4}})")
_INTRODUCES = re.compile(rf"{any_of(_DATA['introductions'])}([^，。、；！？\s]{{2,14}})[，。、！,]")
_FEWEST_ALIKE = 3
_OWN = 2  # characters of a name without that of the family
_GIVEN = 3  # characters of a full name at the end of 範例部的王示範
_EDGE = 80  # characters at the beginning of a paragraph that are looked at
_TAIL = 30  # characters in which the word is given to another


def own_answers(record: FinishedRecord) -> Iterator[Item]:
    """Where one paragraph asks, and the next one of the same speaker answers."""
    pairs = filter(_asks, _in_one(record))
    return filter(_answers, (after for _, after in pairs))


def _asks(pair: tuple[Item, Item]) -> bool:
    return _ASKS.search(pair[0].text) is not None


def _answers(item: Item) -> bool:
    return _ANSWERS.match(item.text) is not None


def _in_one(record: FinishedRecord) -> Iterator[tuple[Item, Item]]:
    """The paragraphs of one speech, each with the next."""
    return chain.from_iterable(pairwise(speech.paragraphs) for speech in record.speeches)


def greeting_again(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs that greet, as people do who begin, where the same speaker has spoken already."""
    return filter(_greets, (after for _, after in _in_one(record) if after.speaker))


def _greets(item: Item) -> bool:
    return _GREETS.match(item.text) is not None


_GREETS = re.compile(any_of(_DATA["greetings"]))


def begun_anew(record: FinishedRecord) -> list[Item]:
    """The paragraphs that begin as those do who answer (對，) or take the floor (謝謝，), or stand behind one that ends as those do who leave it,
    where the same speaker spoke before; none where that is no seldom thing in the record."""
    begun = list(filter(_is_turn, pairwise(filter(_SPEAKER, record.spoken))))
    alone = [after for _, after in filter(_is_one_speakers, begun)]
    told = set(map(id, own_answers(record)))
    seldom = len(alone) <= max(1, _SELDOM * len(begun))
    return [item for item in alone if seldom and id(item) not in told]


def _is_turn(pair: tuple[Item, Item]) -> bool:
    before, after = pair
    return any((_TAKES_FLOOR.match(after.text), _LEAVES_FLOOR.search(before.text[-_TAIL:])))


def _is_one_speakers(pair: tuple[Item, Item]) -> bool:
    return pair[0].speaker == pair[1].speaker


_TAKES_FLOOR = re.compile(any_of(_DATA["takes_floor"]))
_LEAVES_FLOOR = re.compile(f"{any_of(_DATA['leaves_floor'])}$")
_SELDOM = 0.25


# -- who introduces, thanks, gives the word ------------------------------------------------------


def introduced(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs that say 我是李範例 under another name."""
    said = filter(_SPEAKER, record.spoken)
    return (item for item in said if _introduces_another(item, record.voice(item)))


def _introduces_another(item: Item, own: KnownVoice) -> bool:
    said = _INTRODUCES.search(item.text[:_EDGE])
    if said is None:
        return False
    full, given = said[1][-_GIVEN:], said[1][-_OWN:]
    another = (is_full_name(full), own.name not in said[1], full not in own.label)
    return all(another) or _is_slip(given, own.name[-_OWN:])


def _is_slip(given: str, own: str) -> bool:
    """Whether a given name differs from the own one by a character: 我是怡君, under 陳怡均."""
    alike = sum(starmap(eq, zip(given, own, strict=False)))
    return all((len(given) == len(own) == _OWN, alike == 1, is_han(own[0])))


def thanked(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs that thank or ask whoever is said to speak there: 謝謝王科長, under 王科長."""
    voices = record.voices.items()
    thanks = {label: re.compile(_THANKS + any_call(own.calls)) for label, own in voices}
    said = filter(_SPEAKER, record.spoken)
    return (item for item in said if thanks[item.label].search(item.text[:_EDGE]))


_SPEAKER = attrgetter("speaker")
_THANKS = any_of(_DATA["thanks"])


def handed_over(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs after one in which the same speaker gives the word to somebody else."""
    call = rf"[^。！？]{{0,8}}{any_call(record.calls)}[^。！？]{{0,8}}"
    gives = re.compile(rf"{_HANDS_OVER}{call}[。！？!]?$")
    for before, after in _in_one(record):
        given = gives.search(before.text[-_TAIL:])
        if given and record.voice(before).is_another([given[1]]):
            yield after


_HANDS_OVER = any_of(_DATA["hands_over"])


def after_gap(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs of whoever spoke before words that were not heard: （漏聽約20秒）."""
    said = filter(attrgetter("text"), record.document.items)
    for (before, gap), (_, after) in pairwise(pairwise(said)):
        signs = (before.speaker, gap.type == "narrative", before.speaker == after.speaker)
        if all(signs) and _GAP.search(gap.text):
            yield after


_GAP = re.compile(any_of(_DATA["gaps"]))


# -- lists of comments ---------------------------------------------------------------------------


def alike(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs of speeches that begin with a word of their own, as those of lists of comments do."""
    return chain.from_iterable(map(_begun_with_words, record.speeches))


def _begun_with_words(speech: Speech) -> list[Item]:
    """The paragraphs that begin with a word of their own, where every second one does."""
    begun = list(filter(_begins_with_word, speech.paragraphs))
    alike = len(begun) >= max(_FEWEST_ALIKE, len(speech.paragraphs) / 2)
    return begun * alike


def _begins_with_word(item: Item) -> bool:
    """Whether a short word and a space, or a full name, stands before the sentence."""
    return _WORD_APART.match(item.text) is not None or is_full_name(item.text[:_GIVEN])


__all__ = [
    "after_gap",
    "alike",
    "begun_anew",
    "greeting_again",
    "handed_over",
    "introduced",
    "own_answers",
    "thanked",
]
