"""The words at the beginning of a line that might name a speaker, before anything is decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from minutes.records import head_lines
from minutes.records.speaker_labels import (
    calling,
    is_account,
    is_full_name,
    is_not_known,
    is_speechlike,
    may_be_family_and_given,
    tidy,
)
from minutes.registers.generic_labels import is_generic
from minutes.text import label_forms
from minutes.text.han import HAN
from minutes.text.label_forms import ALONE, COLONS, LED, NUMBERED, STAMP, Cut, LabelForm
from pipeline.readers.drafting.markdown_words import TextRun, plain
from pipeline.readers.recognition.lines import Line

_HAN = re.compile(f"[{HAN}]")
SENTENCE_SIGNS = re.compile(
    r"[。，！？；,!?;「」『』“”\"《》〈〉<>=/\\|#@*`\[\]…—]|^\d+$|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])"
)
_SIGN_IN_NAME = re.compile(r"[。！？；!?;「」『』《》…，、]")
_MOMENT = re.compile(
    r"\d{2,4}\s*[/年.-]\s*\d|[上下]午|凌晨|中午|\b[AP]M\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d|\d日|^\d+$",
    re.I,
)
_DATE = re.compile(r"\d{2,4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SENTENCE_END = re.compile(r"[。！？；，!?;,…]$")
_STROKE = re.compile("[／/]")
_BULLETS = "-*•·+◎●■□▪◆◇※★☆▲►▶>＞ \t\u3000"
_PICTURES = re.compile(rf"^[{label_forms.PICTURES}]+\s*")
# What is drawn around a name on a line of its own: 【王示範】, －王示範－, ＊王示範＊.
_AROUND = "【】[]〔〕-－—–*＊=＝~～_ "
_SIGNATURE = re.compile(r"(?:[—─―]{1,4}|[-–－]{2,4})\s*[^—─―–－-]+")  # ——王示範, below the words
_LONGEST_PHRASE = 30
_LONGEST_BEFORE_COLON = 12
_LONGEST_TOGETHER = 4  # characters of each of those who speak as one: 丁、戊
_LONGEST_ALONE = 30  # Han characters or letters of a name on a line of its own
_LATIN_ALONE = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line (by its index) whose first words may name a speaker.

    `at` is where the words after the label begin; `marked` where the source sets the name off (bold,
    a colour, a voice); `numbered` where a number stands before it: 一、財政部：… is an entry of a list
    as often as a speech.
    """

    name: str
    rest: str
    line: int
    form: LabelForm
    at: int = 0
    marked: bool = False
    numbered: bool = False

    @property
    def alone(self) -> bool:
        """Whether nothing follows the label on its line."""
        return not self.rest

    @property
    def has_han(self) -> bool:
        """Whether the name is written with Han characters."""
        return _HAN.search(self.name) is not None


def candidates(lines: Sequence[Line]) -> Iterator[Candidate]:
    """The candidates of each line in order, at most one a line and form."""
    levels = _levels_of_names(lines)
    for index, line in enumerate(lines):
        yield from _of_line(line, index, may_name=line.kind == "text" or line.level in levels)


def _levels_of_names(lines: Sequence[Line]) -> set[int]:
    """The levels of headings of which most call somebody: then any heading of that level may."""
    headings = [line for line in lines if line.kind == "heading"]
    calls = Counter(line.level for line in headings if _calls_somebody(line.words))
    every = Counter(line.level for line in headings)
    return {level for level in calls if calls[level] >= max(_FEWEST_NAMED, every[level] / 2)}


_FEWEST_NAMED = 3


def _calls_somebody(words: str) -> bool:
    return calling(words.rstrip(f"{COLONS} ")) in ("person", "office")


def _of_line(line: Line, index: int, *, may_name: bool) -> Iterator[Candidate]:
    text = line.text
    if not may_bear_label(line):
        return
    entry = text.lstrip(_BULLETS).rstrip()  # * (8) 範圍：…
    words = head_lines.without_number(entry)
    if words != entry:
        yield from _numbered(words, index, text.find(words))
        return
    found = list(filter(None, (_cut(cut, line, index) for cut in label_forms.cuts(text))))
    yield from found
    if all(c.form.is_loose for c in found):
        yield from _alone(line, index, may_name=may_name)
        yield from _led(line, index)


def may_bear_label(line: Line) -> bool:
    """Whether the first words of a line may name a speaker: it has words, and is no heading of an agenda."""
    text = line.text
    if line.speaker is not None or not line.words or _BOX.match(text) or STAMP.search(text):
        return False
    return not head_lines.is_section(text)


_BOX = re.compile(r"[\s\-*+•]*(?:\[[ xX✓✔]?\]|[☐☑✅])\s")  # - [ ] 範例部：… is something to be done


def _led(line: Line, index: int) -> Iterator[Candidate]:
    """The words in bold type or a colour at the beginning of a line of others, which may be a name."""
    first = list(takewhile(_is_set_off, line.spans))
    words = plain(first)
    name, rest = tidy(words), line.text[len(words) :].strip()
    fits = (rest, 0 < len(name) <= _LONGEST_ALONE, not _SIGN_IN_NAME.search(name))
    if all(fits):
        yield Candidate(name, rest, index, LED, len(words), marked=True)


def _is_set_off(span: TextRun) -> bool:
    return any((span.strong, span.emphasis, span.colour, span.highlighted))


def _cut(cut: Cut, line: Line, index: int) -> Candidate | None:
    """What a form cuts from the beginning of a line, if it may be a name."""
    name, rest = _whole(cut)
    marked = line.leads(len(cut.name.rstrip()))
    excluded = (
        _is_section(name, rest, cut.form, line),
        not _is_balanced(name),
        not 0 < len(name) <= label_forms.LONGEST_NAME,
        cut.form.name != "colon" and _is_chair_field(line.text),  # 主　席：王示範
        head_lines.is_head_field(_STROKE.split(name, maxsplit=1)[0]),  # 攝影／王示範
        head_lines.is_head_field(
            _IS_FIELD.split(line.text[: cut.at + _LONGEST_FIELD])[0]
        ),  # 案　由：
    )
    if any(excluded):
        return None
    if cut.form.name == "colon":
        fits = _may_stand_before_colon(name, cut.rest, line.text, marked=marked)
    else:
        fits = _may_be_called(name)
    return Candidate(name, rest, index, cut.form, cut.at, marked or cut.form.sure) if fits else None


def _is_chair_field(text: str) -> bool:
    """Whether a line begins with an office that is written apart, as fields of a head are."""
    field = _IS_FIELD.split(text, maxsplit=1)[0]
    apart = field.split()
    return len(apart) > 1 and "".join(apart) in head_lines.CHAIRS


def _whole(cut: Cut) -> tuple[str, str]:
    """The name and what follows; where the form sets off the agency of whom alone stands behind it
    (【範例部】王示範), both are the name: 王示範（範例部）."""
    name, rest = tidy(cut.name).lstrip(_CALLED_OUT), cut.rest.strip()
    name = name.strip(_DRAWN) if cut.form.sure else name
    name = _without_circle(name)
    behind = tidy(rest.rstrip(f"{COLONS} "))
    name = _CODED.sub(r"\1", name)
    asking = _asking(name) if cut.form.name == "colon" else None
    if asking:
        return asking, rest
    signs = (
        cut.form.name in _AROUND_AGENCIES,
        len(behind) <= _LONGEST_ALONE,
        calling(behind) == "person"
        or (calling(name) == "office" and may_be_family_and_given(behind)),
        calling(name) != "person",
        not is_speechlike(name),
        not head_lines.is_section(name),
    )
    return (f"{behind}（{name}）", "") if all(signs) else (name, rest)


def _asking(words: str) -> str | None:
    """Who asks or answers, where the words say that: 記者問."""
    asked = _ASKING.fullmatch(words[:_LONGEST_ALONE])
    return asked["name"] if asked and calling(asked["name"]) in ("person", "office") else None


def _without_circle(name: str) -> str:
    """The name without the ○ that some put before each: ○王示範, ○主席. What is left out of a name (○委員) stays."""
    bare = name.lstrip("○□◯")
    return bare if (len(bare) > 2 and is_full_name(bare)) or bare in head_lines.CHAIRS else name


_CODED = re.compile(r"^[A-Za-z]\d?[（(]([^（()）]{2,20})[)）]$")  # A（王示範）
_ASKING = re.compile(
    rf"(?P<name>[^ ]*[{HAN}][^ ]*?) ?(?:(?<!顧)[提詢發]?問|[回應]?答)"
)  # 記者問：, 王示範答：, but not 王顧問：
_LONGEST_FIELD = 12  # characters of the second half of a field that is written apart: 會議　主題：
_IS_FIELD = re.compile(f"[{COLONS}]")  # 地點：範例活動中心
_DRAWN = "*-–—"  # [00:03] **王示範**, [00:03] - 王示範
_CALLED_OUT = "@＠"  # before whom a note calls by the account: @王示範：
_AROUND_AGENCIES = label_forms.SETTING_OFF | {"plain brackets"}


def _is_balanced(name: str) -> bool:
    """Whether words hold no bracket without its other half: （註：…）, 【議程二　討論】."""
    return all(
        len(re.findall(f"[{opens}]", name)) == len(re.findall(f"[{ends}]", name))
        for opens, ends in _PAIRS
    )


_PAIRS = (("（(", "）)"), ("【〔［", "】〕］"))


def _is_section(name: str, rest: str, form: LabelForm, line: Line) -> bool:
    """Whether the line is a heading with words behind it: 討論：下一步, 【決議】照案通過."""
    by_style = line.kind == "heading" and bool(rest)
    return by_style or (form.name in label_forms.SETTING_OFF and head_lines.is_section(name))


def _numbered(words: str, index: int, skipped: int) -> Iterator[Candidate]:
    for cut in label_forms.cuts(words):
        name, rest = tidy(cut.name), cut.rest.strip()
        if cut.form.name == "told":  # its number stays with the sentence
            yield Candidate(name, rest, index, cut.form)
        elif cut.form.name == "verb, colon":  # （一）民眾甲發言：…
            yield Candidate(name, rest, index, cut.form, skipped + cut.at)
        elif cut.form.name == "colon" and any((calling(name), _UNIT.fullmatch(name))):
            yield Candidate(name, rest, index, cut.form, skipped + cut.at, numbered=True)
    name = tidy(words)
    if len(name) <= _LONGEST_ALONE and calling(name) in ("person", "office"):
        yield Candidate(name, "", index, NUMBERED, skipped + len(words))


# 計畫處, 民政科: an office of a county, which stands before its report
_UNIT = re.compile(f"[{HAN}]{{2,6}}[處局科室課所隊]")


def _alone(line: Line, index: int, *, may_name: bool) -> Iterator[Candidate]:
    """A short line of its own that ends no sentence, which may be a name and nothing more."""
    words = _PICTURES.sub("", tidy(line.words))
    limit = _LONGEST_ALONE if _HAN.search(words) else _LATIN_ALONE
    one = words.replace("、", "") if _speak_together(words) else words
    fits = (
        line.fresh,
        may_name or calling(words) is not None,
        0 < len(words) <= limit,
        not _SIGNATURE.fullmatch(line.words),
        not _SIGN_IN_NAME.search(one) or is_not_known(words),
        not _SENTENCE_END.search(words) or is_not_known(words),
        not _IS_FIELD.search(words),
        not _DATE.match(words),  # 2026-06-18 王示範委員拜會
    )
    if not all(fits):
        return
    name = _asking(words.strip(_AROUND).lstrip(_BULLETS)) or words.strip(_AROUND).lstrip(_BULLETS)
    if not head_lines.is_agenda_heading(words) and not head_lines.is_head_field(name):
        marked = line.is_set_off() or line.kind == "heading"
        form = NUMBERED if line.kind == "item" else ALONE
        yield Candidate(name, "", index, form, len(line.text), marked)


def are_together(name: str) -> bool:
    """Whether words call several people who speak at once: 王示範、李範例."""
    each = _TOGETHER.split(name)
    return len(each) > 1 and all(calling(one.strip()) == "person" for one in each)


_TOGETHER = re.compile("[、＆&]")


def _speak_together(words: str) -> bool:
    """Whether words name several who speak as one: 丁、戊 or 王示範、李範例."""
    each = words.split("、")
    return len(each) > 1 and all(0 < len(one) <= _LONGEST_TOGETHER for one in each)


def _may_be_called(name: str) -> bool:
    """Whether words that a time, a bracket or a space sets off could be a name, and no date or sentence."""
    if _DATE.fullmatch(name):
        return False  # 2026-06-18, which could be a telephone's number
    known = calling(name) or is_not_known(name) or is_account(name)
    return bool(known) or not (_SIGN_IN_NAME.search(name) or _MOMENT.search(name))


def _may_stand_before_colon(name: str, rest: str, text: str, *, marked: bool) -> bool:
    """Whether the words before a colon could name anybody, and not open a sentence or an address."""
    if not name or is_in_time_or_address(name, text, rest):
        return False
    if any(known(name) for known in _KNOWN):
        return True
    return not SENTENCE_SIGNS.search(name) and not _is_phrase(name, marked=marked)


_KNOWN: tuple[Callable[[str], object], ...] = (
    calling,
    are_together,
    is_account,
    is_not_known,
    is_generic,  # 提問, though sentences end so too
    head_lines.is_list_head,
)


def is_in_time_or_address(name: str, text: str, rest: str) -> bool:
    """Whether the colon is one of 下午2：30 or https://…, or of `key:value`."""
    if name[-1].isdigit() and rest[:1].isdigit():
        return True
    narrow = text[len(text) - len(rest) - 1 : len(text) - len(rest)] == ":"
    if not narrow or not rest or rest[0].isspace() or _HAN.match(rest):
        return False
    called = calling(name)
    counted = rest[0].isdigit() and called != "person"  # 王示範:14、15這兩天
    return rest.startswith("//") or counted or called is None or not _may_be_before(name, rest)


def _may_be_before(name: str, rest: str) -> bool:
    """Whether a name in Latin letters, or one with a number behind the colon, labels what touches it."""
    return " " in name or rest[0].isdigit()


def _is_phrase(name: str, *, marked: bool) -> bool:
    """Whether the words begin or end as sentences do that hold a colon."""
    han = _HAN.search(name) is not None
    begins = han and any((len(name) > _LONGEST_PHRASE, head_lines.BEGINNINGS.match(name)))
    ends = (len(name) > 1, not marked, head_lines.ENDINGS.search(name))
    return begins or all(ends)


__all__ = [
    "COLONS",
    "SENTENCE_SIGNS",
    "Candidate",
    "are_together",
    "candidates",
    "is_in_time_or_address",
    "may_bear_label",
]
