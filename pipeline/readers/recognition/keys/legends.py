"""A key to letters at the head or the foot of a transcript (A：王示範, 甲＝李範例), and the speeches that bear them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, starmap, takewhile
from operator import attrgetter, eq

from minutes.records.speaker_labels import calling, is_not_known, tidy
from minutes.text.han import HAN
from minutes.text.label_forms import CLOCK, COLONS
from pipeline.readers.recognition.lines import Line

_FEW_LINES = 60  # at the head or the foot, among which a key stands
_LONGEST = 1000  # characters of a line of it
_FEWEST = 2  # letters of a key, and of those used below
# A letter, or what a programme calls somebody: A, 甲, SPEAKER_00, 語者 1
_CALLED = r"(?:SPEAKER|[Ss]peaker|[Uu]ser|語者|說話人|講者|發言人|與會者)[ _]?(?:[A-Za-z]|\d{1,3})"
_CODE = rf"[（(\[【]?(?P<code>{_CALLED}|[A-Za-z]{{1,2}}\d?|[{HAN}])[)）\]】]?"
_ENTRY = re.compile(
    rf"{_CODE}(?:\s*[{COLONS}＝=｜|→]\s*|\s+[-–—－]+\s+|\s*(?:——|代表|即|為|是)\s*|[\t\u3000]+)"
    r"(?P<name>[?？]+|[^\s，,、；;。（()）｜|：:＝=]{2,20}(?: [A-Z][\w.]*)*)(?:\s*[（(][^（()）]{0,30}[)）])?"
    r"[\s，,、；;。/／)）]*"
)
# A bullet, and 與會者代號： before entries that stand on one line, perhaps all in brackets.
_LEAD = re.compile(rf"(?:[-*+•·]\s+)?[（(]?(?:[^{COLONS}，。]{{3,12}}[{COLONS}]\s*)?")
_MARK = re.compile(
    rf"\s*(?:{CLOCK}\s*)?{_CODE}(?:\s*(?P<sign>[{COLONS}．、]|\.(?!\w)|[)）\]】\t\u3000])|\s+)\s*(?=\S)"
)
_USUAL = 0.5  # of the lines below bear a letter, where no sign stands behind it


@dataclass(frozen=True, slots=True)
class LegendMark:
    """Who speaks on a line that begins with a letter of the key: the letter, where the words behind it
    begin, and the sign between them ("" for a space)."""

    code: str
    at: int
    sign: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Whom each letter means, the indexes of the lines that say so, and the lines below that bear one."""

    names: Mapping[str, str]
    lines: frozenset[int]
    marks: Mapping[int, LegendMark]

    def spoken(self, line: Line, index: int) -> Line:
        """The line, with the person as its speaker instead of a letter at its beginning."""
        mark = self.marks.get(index)
        if mark is None:
            return line
        return replace(line, speaker=self.names[mark.code], spans=line.after(mark.at))

    def told(self) -> tuple[str, str]:
        """Which letter means whom, and how often it stands there, in both languages."""
        times = Counter(map(_CODE_OF, self.marks.values()))
        rows = [(code, name, times[code]) for code, name in self.names.items()]
        zh = "、".join(starmap("{}＝{}（{} 處）".format, rows))
        en = ", ".join(starmap("{} = {} ({} times)".format, rows))
        return zh, en


def find(lines: Sequence[Line]) -> Legend | None:
    """The key among the first lines, or the last: letters that each mean one person, by which the other lines begin.

    None where there is no such key, or nobody speaks under its letters.
    """
    head, foot = range(len(lines))[:_FEW_LINES], range(len(lines))[-_FEW_LINES:]
    return next(filter(None, (_within(lines, part) for part in (head, foot))), None)


def _within(lines: Sequence[Line], part: range) -> Legend | None:
    """The key in a part of the lines."""
    entries = list(map(_entries, lines[part.start : part.stop]))
    run = _first_run(entries)
    keys = list(chain.from_iterable(entries[run.start : run.stop]))
    names = {key["code"]: tidy(key["name"]) for key in keys if calling(tidy(key["name"]))}
    if len(names) < _FEWEST or len({key["code"] for key in keys}) < len(keys):
        return None
    rows = range(part.start + run.start, part.start + run.stop)
    around = (range(rows.stop, len(lines)), range(rows.start))
    used = filter(_are_used, (_marks(lines, names, spoken) for spoken in around))
    return next((Legend(names, frozenset(rows), marks) for marks in used), None)


def _entries(line: Line) -> list[re.Match[str]]:
    """The letters with their names in a line that holds nothing else; none in any other."""
    words = line.words[:_LONGEST]
    lead = _LEAD.match(words)
    starts = (lead.end() if lead else 0, 0)
    whole = (found for start in starts if (found := list(_run(words, start))) and _is_key(found))
    return next(whole, [])


def _run(words: str, at: int) -> Iterator[re.Match[str]]:
    """The entries that follow each other from a place on."""
    while found := _ENTRY.match(words, at):
        yield found
        at = found.end()


def _is_key(found: Sequence[re.Match[str]]) -> bool:
    """Whether entries reach to the end of their line, and each names somebody."""
    last = found[-1]
    names = map(tidy, (entry["name"] for entry in found))
    return last.end() == len(last.string) and all(map(_may_be_meant, names))


def _may_be_meant(name: str) -> bool:
    """Whether words call somebody, or say that nobody knows who it was: SPEAKER_05 = ？"""
    return calling(name) is not None or is_not_known(name)


def _first_run(entries: Sequence[Sequence[object]]) -> range:
    """The first rows with entries, until one has none."""
    filled = [index for index, found in enumerate(entries) if found]
    start = next(iter(filled), 0)
    together = sum(takewhile(bool, map(eq, filled, count(start))))
    return range(start, start + together)


def _marks(lines: Sequence[Line], names: Mapping[str, str], spoken: range) -> dict[int, LegendMark]:
    """The lines of those where people speak that begin with one of the letters and the sign that is usual behind them;
    where that is a space, only if half of the lines begin so."""
    begun = ((index, _MARK.match(lines[index].text)) for index in spoken)
    found = {i: _mark(match) for i, match in begun if match and match["code"] in names}
    signs = Counter(map(_SIGN_OF, found.values()))
    usual, times = next(iter(signs.most_common(1)), ("", 0))
    enough = usual or times >= _USUAL * len(spoken)
    return {i: mark for i, mark in found.items() if enough and mark.sign == usual}


_CODE_OF = attrgetter("code")
_SIGN_OF = attrgetter("sign")


def _mark(match: re.Match[str]) -> LegendMark:
    """A letter with its sign; all colons are alike."""
    sign = match["sign"] or ""
    return LegendMark(match["code"], match.end(), sign.translate(_ONE_COLON))


_ONE_COLON = str.maketrans(COLONS, COLONS[0] * len(COLONS))


def _are_used(found: Mapping[int, LegendMark]) -> bool:
    """Whether several letters stand before lines, and one of them again."""
    times = Counter(map(_CODE_OF, found.values()))
    return times.total() > len(times) >= _FEWEST
