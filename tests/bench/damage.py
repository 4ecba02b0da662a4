"""What may happen to one label of a file: a slip of the pen, a colon forgotten, bold type lost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from minutes.text.folding import fold
from tests.bench.edited_files import Edited
from tests.bench.layouts import Turn

_BEGINNING = 8  # letters of a speech by which it is found
_LOOKED_AT = 60  # letters before them in which the label stands
_COLON = re.compile("[：:︰﹕]")
_OTHER_SIGNS = ("；", ";", "，", ",", "、", ".", " ", "　", "－", "︰")
# Characters that end many names: what a slip puts in the place of another.
_IN_NAMES = (
    "明名銘民敏偉瑋緯惠慧蕙君均鈞珍真貞華樺驊文雯玟佳嘉家雅怡宜儀志智芝安玲伶齡宏弘洪俊峻駿淑育裕玉"
)
_LETTERS = "aeioulnrst"


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """Where a label stands: in a paragraph from `start` to `end`, before words that begin at `words` there, or
    alone in it, above the words of the next."""

    at: int
    start: int
    end: int
    words: int | None  # None where it stands alone
    name: str


def labels_of(file: Edited, turns: list[Turn]) -> Iterator[tuple[int, PrintedLabel]]:
    """The labels that are found in a file, each with the index of the turn that it begins."""
    texts = [_Letters(text) for text in file.texts()]
    at = 0
    for index, (speaker, paragraphs) in enumerate(turns):
        beginning = _Letters(paragraphs[0]).letters[:_BEGINNING]
        found = next((i for i in range(at, len(texts)) if beginning in texts[i].letters), None)
        if found is None or len(beginning) < _BEGINNING // 2:
            continue
        at = found
        label = _printed(texts, found, beginning, speaker or "")
        if label:
            yield index, label


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of a text, folded, each with the place where it stands."""

    text: str
    letters: str = field(init=False)
    places: list[int] = field(init=False)

    def __post_init__(self) -> None:
        pairs = [(c, i) for i, char in enumerate(self.text) for c in fold(char) if c.isalnum()]
        object.__setattr__(self, "letters", "".join(c for c, _ in pairs))
        object.__setattr__(self, "places", [i for _, i in pairs])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of some letters in the text."""
        return self.places[start], self.places[end - 1] + 1


def _printed(texts: list[_Letters], at: int, beginning: str, speaker: str) -> PrintedLabel | None:
    name = _Letters(speaker).letters
    if not name:
        return None
    words = texts[at].letters.find(beginning)
    before = texts[at].letters[max(0, words - _LOOKED_AT) : words]
    if name in before:
        first = max(0, words - _LOOKED_AT) + before.rfind(name)
        return PrintedLabel(
            at, *texts[at].span(first, first + len(name)), texts[at].places[words], speaker
        )
    above = next((i for i in range(at - 1, max(-1, at - 4), -1) if texts[i].letters), None)
    if (
        words
        or above is None
        or name not in texts[above].letters
        or len(texts[above].letters) > _LOOKED_AT
    ):
        return None
    first = texts[above].letters.rfind(name)
    return PrintedLabel(above, *texts[above].span(first, first + len(name)), None, speaker)


# -- damage --------------------------------------------------------------------------------------


def _slip(file: Edited, label: PrintedLabel, chance: random.Random) -> bool:
    """One character of the name is another: 王示笵."""
    name = file.texts()[label.at][label.start : label.end]
    place = chance.choice([i for i, char in enumerate(name) if char.isalnum()][1:] or [0])
    pool = _LETTERS if name[place].isascii() else _IN_NAMES
    file.replace(
        label.at,
        label.start + place,
        label.start + place + 1,
        chance.choice(pool.replace(name[place], "")),
    )
    return True


def _signs(file: Edited, label: PrintedLabel) -> tuple[int, int]:
    """From where to where the signs behind a name stand."""
    text = file.texts()[label.at]
    return label.end, len(text.rstrip("\r")) if label.words is None else label.words


def _no_sign(file: Edited, label: PrintedLabel, _: random.Random) -> bool:
    """What stands between the name and the words is forgotten: 王示範大家好."""
    start, end = _signs(file, label)
    text = file.texts()[label.at]
    if text[start:end].strip("*_ \t\u3000") == "" and label.words is None:
        return False
    file.replace(label.at, start, end, "".join(filter(str.isalnum, text[start:end])))
    lead = text[: label.start]
    if lead.strip() and not any(map(str.isalnum, lead)):
        file.replace(label.at, 0, label.start, "")
    return True


def _other_sign(file: Edited, label: PrintedLabel, chance: random.Random) -> bool:
    """Another sign stands in the place of the colon, the tab or the bracket: 王示範；大家好."""
    start, end = _signs(file, label)
    between = file.texts()[label.at][start:end]
    colon = _COLON.search(between)
    if not between.strip("*_ ") and "\t" not in between:
        return False
    first, last = colon.span() if colon else (0, len(between))
    file.replace(label.at, start + first, start + last, chance.choice(_OTHER_SIGNS))
    return True


def _no_type(file: Edited, label: PrintedLabel, _: random.Random) -> bool:
    """Bold type or a colour is lost."""
    return file.make_plain(label.at, label.start, label.end)


def _joined(file: Edited, label: PrintedLabel, _: random.Random) -> bool:
    """The line break before the label is lost: …謝謝。王示範：大家好."""
    texts = file.texts()
    above = next((i for i in range(label.at - 1, -1, -1) if texts[i].strip()), None)
    return above is not None and file.join(label.at, above, "")


def _run_on(file: Edited, label: PrintedLabel, _: random.Random) -> bool:
    """The line break behind a label that stands alone is lost: 王示範 大家好."""
    texts = file.texts()
    below = next((i for i in range(label.at + 1, len(texts)) if texts[i].strip()), None)
    return label.words is None and below is not None and file.join(below, label.at, " ")


def _dropped(file: Edited, label: PrintedLabel, _: random.Random) -> bool:
    """The label is not there."""
    _, end = _signs(file, label)
    file.replace(label.at, 0 if label.words is None else label.start, end, "")
    return True


DAMAGES: Mapping[str, Callable[[Edited, PrintedLabel, random.Random], bool]] = {
    "a character of the name": _slip,
    "no sign behind it": _no_sign,
    "another sign": _other_sign,
    "type lost": _no_type,
    "joined to the paragraph before": _joined,
    "words on its line": _run_on,
    "no label at all": _dropped,
}
"""What may happen to a label; each says whether it can happen to this one."""
