"""The name that a label calls somebody by: without the signs around it, and with the agency that stands beside it; and
which words come back so often that they call somebody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, starmap
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import (
    calling,
    is_full_name,
    is_not_known,
    is_speechlike,
    is_spoken_to,
    may_be_family_and_given,
    tidy,
)
from minutes.text import label_forms
from minutes.text.folding import is_han
from minutes.text.han import HAN
from minutes.text.label_forms import COLONS, NOBODY, Cut
from pipeline.readers.recognition.lines import Line, cut

_LONGEST_ALONE = 30  # characters of who is named behind an agency, or asks
_LONGEST_LABEL = 60  # characters of a name behind an agency, and what follows its colon


def whole(cut: Cut) -> tuple[str, str]:
    """The name and what follows; where the form sets off the agency of whom alone stands behind it, both are the
    name, as they are printed where a space is between them (範例里　王示範), else 王示範（範例部）."""
    rest = cut.rest.strip()
    if cut.form.name == NOBODY:
        return next(filter(is_not_known, (cut.name, _UNKNOWN))), rest
    drawn = _without_sign(tidy(cut.name)).strip(_DRAWN * cut.form.sure)
    name = _CODED.sub(r"\1", _without_circle(drawn))
    if cut.form.name == "colon":
        return _in_round_brackets(asking(name)), rest
    if cut.form.name in _AROUND_AGENCIES:
        return _with_agency(name, rest, cut.form.name in _SPACED)
    return name, rest


def _with_agency(name: str, rest: str, spaced: bool) -> tuple[str, str]:
    """The name and what follows, where the name may be the agency of whom alone stands behind it, or before a
    colon."""
    behind, *said = map(str.strip, _COLON.split(rest[:_LONGEST_LABEL], maxsplit=1))
    if all((any(said), _is_agency_of(name, behind))):
        return f"{behind}（{name}）", rest[rest.find(said[0]) :]
    behind = tidy(rest.rstrip(f"{COLONS} "))
    signs = (
        not _SENTENCE_ENDED.search(rest),  # sample-ann	Bonsoir.
        len(behind) <= _LONGEST_ALONE,
        _is_named_behind(name, behind),
        not is_speechlike(name),
        not head_lines.is_section(name),
    )
    if not all(signs):
        return name, rest
    printed = spaced and {"office", "person"} != {calling(name), calling(behind)}
    return f"{name} {behind}" if printed else f"{behind}（{name}）", ""


def _is_agency_of(name: str, behind: str) -> bool:
    """Whether words are where somebody comes from who is named behind them: 【範例部】王示範：好。"""
    signs = (
        calling(name) in ("body", None),
        name.isalpha(),
        not is_speechlike(name),
        calling(behind) == "person",
    )
    return all(signs)


def _without_sign(words: str) -> str:
    """A name without the sign before it: ＞王示範, @王示範."""
    called = words.lstrip(_CALLED_OUT)
    bare = _SIGN_BEFORE.sub("", called)
    return bare if calling(bare) else called


def _in_round_brackets(words: str) -> str:
    """A name with what stands in brackets of another kind behind it: 王示範[範例部]."""
    name = _BRACKETED_BEHIND.sub("", words)
    named = calling(name) in ("person", "office")
    return _BRACKETED_BEHIND.sub(r"（\1）", words) if named else words


def _is_named_behind(name: str, behind: str) -> bool:
    """Whether words name nobody, and those behind them do, perhaps after an office by a seldom name or by none:
    民眾　某先生."""
    called = calling(name)
    unnamed = behind.startswith("某") and calling(behind) == "office"
    given = called == "office" and any((unnamed, may_be_family_and_given(behind)))
    return called != "person" and any((calling(behind) == "person", given))


def asking(words: str) -> str:
    """Who asks or answers, where the words say that (記者問); else the words."""
    asked = _ASKING.fullmatch(words[:_LONGEST_ALONE])
    return asked["name"] if asked and calls_somebody(asked["name"]) else words


def _without_circle(name: str) -> str:
    """The name without the ○ that some put before each: ○王示範, ○主席. What is left out of a name (○委員) stays."""
    bare = name.lstrip("○□◯")
    known = bare in head_lines.CHAIRS or len(bare) > 2
    return bare if known and (bare in head_lines.CHAIRS or is_full_name(bare)) else name


_CODED = re.compile(r"^[A-Za-z]\d?[（(]([^（()）]{2,20})[)）]$")  # A（王示範）
_ASKING = re.compile(
    rf"(?P<name>[^ ]*[{HAN}][^ ]*?) ?(?:(?<!顧)[提詢發]?問|[回應]?答)"
)  # 記者問：, 王示範答：, but not 王顧問：
_COLON = re.compile(f"[{COLONS}]")
_SENTENCE_ENDED = re.compile(rf"[。！？!?…]$|{label_forms.ENGLISH_END}")
_DRAWN = "*-–—"  # [00:03] **王示範**, [00:03] - 王示範
_CALLED_OUT = "@＠"  # before whom a note calls by the account: @王示範：
_AROUND_AGENCIES = label_forms.SETTING_OFF | {"plain brackets"}
_SIGN_BEFORE = re.compile(r"^[^\w\s（(【〔［\[「『《〈<＜{｛○□◯？?*…]{1,3}\s*")
_BRACKETED_BEHIND = re.compile(
    r"\s?[\[［〈＜《{｛〔【]([^\[\]［］〈〉＜＞《》{}｛｝〔〕【】（）()]{1,30})[\]］〉＞》}｝〕】]$"
)
_UNKNOWN = "？"  # where nothing stands before a colon, or only a line is drawn
_SPACED = frozenset({"wide space", "spread name, space", "tab"})


def calls_somebody(words: str) -> bool:
    """Whether words name a person or an office, perhaps with a colon behind them."""
    return calling(words.rstrip(f"{COLONS} ")) in ("person", "office")


# -- what comes back ------------------------------------------------------------------------------


def again_alone(lines: Sequence[Line]) -> set[str]:
    """The names of people that are a whole line more than once, and there begin a paragraph: they name somebody below
    words that no sign ends, too."""
    times = Counter(map(_WORDS, filter(_BEGINS, lines)))
    often = filter(_is_short_person, times)
    return {words for words in often if times[words] > 1}


_WORDS, _BEGINS = attrgetter("words"), attrgetter("fresh")


def _is_short_person(words: str) -> bool:
    return len(words) <= _LONGEST_LABEL and calling(words) == "person"


def often_before_colon(lines: Sequence[Line]) -> set[str]:
    """What stands before a colon at the beginning of so many lines that no sentence begins so by chance: 依姍："""
    names = list(filter(None, map(_before_colon, lines)))
    times = Counter(names)
    enough = max(_OFTEN, _SHARE_OFTEN * len(lines))
    often = {name for name in filter(_may_recur, times) if times[name] >= enough}
    return often | _counted_speakers(names) | set(filter(_OF_AGENCY.fullmatch, times))


def _before_colon(line: Line) -> str:
    """What stands before a colon at the beginning of a line, and no number behind it (2：30); "" for nothing."""
    cut = None if line.speaker else _LABEL.fullmatch(line.text[:_LONGEST_LINE].strip())
    return tidy(cut["name"]) if cut and cut["rest"][:1].strip("0123456789") else ""


_OF_AGENCY = re.compile(rf"[{HAN}]{{1,6}}[|｜@＠][{HAN}]{{1,6}}")  # 王|部


def _counted_speakers(names: Sequence[str]) -> set[str]:
    """The numbers before colons, where they call people by turns (1：, 2：, 1：, 3：) and do not count entries, each of
    which follows the one before or begins a list anew."""
    numbers = list(map(int, filter(_NUMBER.fullmatch, names)))
    steps = Counter(starmap(_step, pairwise(numbers)))
    signs = (
        steps["turn"] >= _SHARE_TURNS * steps.total(),
        steps["turn"] + steps["back"] >= _FEWEST_TURNS,
    )
    return set(map(str, numbers)) if all(signs) else set()


def _step(before: int, after: int) -> str:
    """What a number does behind another: it goes on, back to the beginning, or takes its turn."""
    return {before + 1: "on", 1: "back"}.get(after, "turn")


_NUMBER = re.compile(r"[1-9]\d?")
_SHARE_TURNS = 0.2  # of the numbers behind another
_FEWEST_TURNS = 3


def _may_recur(name: str) -> bool:
    """Whether words are short and neither those with which sentences begin or end whole, nor of a list."""
    signs = (
        2 <= len(name) <= _LONGEST_OFTEN,
        is_han(name[:1]),
        not head_lines.BEGINNINGS.fullmatch(name),
        not head_lines.ENDINGS.search(name),
        not is_speechlike(name),
        name.isalpha(),
        not head_lines.is_list_head(name),
    )
    return all(signs)


_LABEL = label_forms.FORM_OF["colon"].pattern
_LONGEST_LINE = 200  # characters that are looked at
_LONGEST_OFTEN = 8
_OFTEN = 5
_SHARE_OFTEN = 0.03  # of the lines


# -- more than a name in a label ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FullLabel:
    """A line whose label holds more than one name: several who speak as one (雨蒼、馬克), or the ？ of a stenographer who was
    not sure (提問者？). `bare` is the line with nothing but the first name, `more` what it has not."""

    bare: Line
    first: str
    more: str

    def name(self, called: str) -> str:
        """The name of the label, where the bare line calls somebody so."""
        return called.replace(self.first, f"{self.first}{self.more}", 1)


def full_label(line: Line, names: Collection[str]) -> FullLabel | None:
    """The label at the beginning of a line, if it holds more than one of the names of those who speak elsewhere."""
    found = _SEVERAL.match(line.text) or _DOUBTED.match(line.text)
    if found is None or line.speaker is not None or not _are_known(found, names):
        return None
    start, end = found.span("more")
    bare = (*cut(line.spans, 0, start), *cut(line.spans, end))
    return FullLabel(replace(line, spans=bare), found["first"], found["more"])


def _are_known(found: re.Match[str], names: Collection[str]) -> bool:
    """Whether who is named speaks elsewhere; of several one at least, if the others may be people too, and of one whom a ？
    follows nobody but a person, or an office."""
    each = list(_each(f"{found['first']}{found['more']}", names))
    spoken = set(filter(names.__contains__, each))
    if len(each) == 1:
        return bool(spoken) or calls_somebody(found["first"])
    return bool(spoken) and all(map(_may_speak_too, {*each} - spoken))


def _may_speak_too(words: str) -> bool:
    """Whether words beside a name may be another's: a person's, or short and none with which people are spoken to."""
    short = len(words) <= _LONGEST_NICKNAME and is_han(words[:1])
    said = (is_speechlike(words), is_spoken_to(words), head_lines.BEGINNINGS.match(words))
    return calling(words) == "person" or (short and not any(said) and words not in _ALL)


_LONGEST_NICKNAME = 4
_ALL = frozenset({"大家", "各位", "諸位"})


def _each(words: str, names: Collection[str]) -> Iterator[str]:
    """The names of those who are called together."""
    for part in map(str.strip, _BETWEEN.split(words.rstrip(_DOUBT))):
        two = _JOINED.fullmatch(part)
        joined = two is not None and two[1] in names and two[2] in names
        yield from (two[1], two[2]) if two and joined else (part,)


_DOUBT = "?？ "
_BETWEEN = re.compile(r"[、＆&＋+，,／/]")
_JOINED = re.compile(r"(.+?) ?(?:[和與及跟]|and) ?(.+)")
_LEAD = r"[\W\d_]{0,24}"  # a time, a bracket, a bullet
_ONE = rf"[{HAN}\w‧·]{{1,12}}"
_SEVERAL = re.compile(
    rf"{_LEAD}(?P<first>{_ONE}?)(?P<more>(?:\s?(?:[、＆&＋+，,／/]|[和與及跟])\s?{_ONE}){{1,5}})(?!\w)"
)
_DOUBTED = re.compile(rf"{_LEAD}(?P<first>{_ONE})(?P<more>[?？]{{1,3}})(?!\w)")


__all__ = [
    "FullLabel",
    "again_alone",
    "asking",
    "calls_somebody",
    "full_label",
    "often_before_colon",
    "whole",
]
