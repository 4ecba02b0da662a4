"""What a transcript without front matter tells by its file name and first heading."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from minutes.records.case_numbers import find_cases
from minutes.records.front_matter import Kind, Term, Tier
from minutes.text import days
from minutes.text.days import WESTERN_FROM
from minutes.text.folding import fold
from minutes.text.han import HAN, has_han
from minutes.text.numerals import NUMBER, parse

Named = TypeVar("Named", Tier, Kind)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What could be read; None or empty where the title does not tell.

    `date` is the file name's, or else the heading's. `tier` is seasonal, monthly, collaborative or
    other. `session` is the number of a repeated sitting, or the name of its stage.
    """

    title: str
    date: dt.date | None
    stem_date: dt.date | None
    heading_date: dt.date | None
    tier: Tier
    kind: Kind | None
    cases: tuple[int, ...]
    term: Term | None
    session: int | str | None


def infer(stem: str, heading: str | None) -> TitleFacts:
    """The facts that a file's stem and its first heading (its plain text) tell.

    The file name's date goes before the heading's, the heading's words before the file name's.
    The conventions are those of the public transcripts of Taiwan's Participation Officers.
    """
    stem = unicodedata.normalize("NFC", stem)
    stem_date, rest = _split_date(stem)
    rest = _title_of_stem(rest) or stem
    heading_date, words = _split_date(" ".join((heading or "").lstrip("#").split()))
    title = words or rest
    told_by, series = title, _classify(title)
    if series == _NOTHING_TOLD:
        told_by, series = rest, _classify(rest)
    tier, kind = series
    loose = _loose(told_by)
    return TitleFacts(
        title=title,
        date=stem_date or heading_date,
        stem_date=stem_date,
        heading_date=heading_date,
        tier=tier,
        kind=kind,
        cases=_cases(loose) if tier == "collaborative" else (),
        term=_term(loose, tier),
        session=_session(loose),
    )


_DATE_LAST = re.compile(r"[(（](\d{4}([-./])\d{2}\2\d{2})[)）]\s*$", re.ASCII)


def _split_date(text: str) -> tuple[dt.date | None, str]:
    """The date that a name begins with, and the rest; a bracketed date at the end stays there."""
    day, rest = days.leading(text)
    if day is not None:
        again, other = days.leading(rest)
        return day, other if again == day and other else rest
    match = _DATE_LAST.search(text)
    return (days.day(match[1]) if match else None), text


_LONGEST = 500  # characters of a title that are searched for cues


def _title_of_stem(rest: str) -> str:
    rest = " ".join(rest.split()).strip("-_ ")
    # In a Han name a hyphen may join or part words; in a Latin one it stands for a space.
    return rest if has_han(rest) else " ".join(re.split(r"[-_\s]+", rest))


def _loose(title: str) -> str:
    """A title in the form in which cues are sought: folded and not too long, hyphens as spaces."""
    return " ".join(re.sub(r"[-‐‑–—_]", " ", fold(title[:_LONGEST])).split())


def _tight(loose: str) -> str:
    """The same without the spaces beside Han characters and brackets, which vary."""
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", loose)


def _cue(pattern: str) -> re.Pattern[str]:
    """A pattern to be sought in folded text; it may hold no escape but lower-case ones. The ranges of
    Han stay as they are: folded, some would end before they begin."""
    return re.compile(HAN.join(map(fold, pattern.split(HAN))))


_OWN = _cue(r"開放政府|聯絡人|(?<![a-z0-9])po(?![a-z0-9])|participation officer")
# Other bodies whose working meetings and pre-meetings bear the same names.
_FOREIGN = _cue(
    r"總統盃|黑客松|hackathon|青諮|青年諮詢|青顧|vtaiwan|g0v|社會企業|社企|社會創新|社創|課發會|司法改革"
)
_QUARTER = _cue(rf"第?(?:{NUMBER})季會|季會(?:議|$|[^a-z{HAN}])|^季會")
_SEASONAL = _cue(r"政策協調聯繫會|(?:quarterly|seasonal) meeting")
# 「10月會前會」 is the pre-meeting of some October, not a 月會.
_MONTHLY = _cue(
    r"月會(?![議前後勘面談晤員計])|聯絡人工作推動會|月(?:份)?的?(?:開放政府)?聯絡人會議|monthly meeting"
)
_COLLABORATIVE = _cue(r"協作(?:會|公聽|前|工作|案|議題)|collaborati(?:ve|on) meeting")
_CASE_NAMED = _cue(
    # 「澎湖案第二次會前會」; not a bill (草案), a proposal (提案) or the like
    rf"(?<![草提法方專個議答檔圖])案[\])】」』》]?(?:第(?:{NUMBER})次)?"
    r"(?:會前|前置|工作會議|流程演練|主持流程|沙推)"
)
_TRAINING = _cue(r"共識營|共識會")
_ANY_TRAINING = _cue(r"共識營|共識會|工作坊|課程|訓練|培訓|研習|workshop|training")  # of our own

_Cues = tuple[tuple[Named, re.Pattern[str]], ...]
# A collaborative meeting first: its topic may name one of the other meetings.
_TIERS: _Cues[Tier] = (
    ("collaborative", _COLLABORATIVE),
    ("seasonal", _SEASONAL),
    ("seasonal", _QUARTER),
    ("monthly", _MONTHLY),
    ("collaborative", _CASE_NAMED),
)
_MEETING_KINDS: _Cues[Kind] = (
    ("supplement", _cue(r"會後補充")),
    ("rehearsal", _cue(r"流程演練|主持流程|沙推|沙盤推演|rehearsal")),
    ("pre_meeting", _cue(r"會前會|會前紀錄|會前記錄|會前討論|前置會議|pre[ ]?meeting")),
    ("press", _cue(r"記者會|press conference")),
    ("hearing", _cue(r"公聽會|public hearing")),
    ("working", _cue(r"工作會議|working meeting")),
    ("followup", _cue(r"後續(?:規劃|追蹤|討論|協調|研商|推動)?會|追蹤會議|會後會|follow[ ]?up")),
    ("preparatory", _cue(r"籌備(?:會|小組|工作)|preparatory meeting")),
)
_OTHER_KINDS: _Cues[Kind] = (
    ("office_hour", _cue(r"office[ ]?hour")),
    ("visit", _cue(r"拜會|來訪|參訪|到訪|訪問團|(?<![a-z])visit(?![a-z])")),
    ("interview", _cue(r"採訪|專訪|訪談|訪問|聯訪|補訪|(?<![a-z])interview(?![a-z])")),
    ("press", _cue(r"記者茶敘|媒體茶敘")),
    (
        "talk",
        _cue(
            r"演講|講座|對談|致詞|(?<![a-z])(?:speech|keynote)(?![a-z])"
            r"|(?<![a-z])conversation (?:with|at)(?![a-z])"
        ),
    ),
)


_NOTHING_TOLD: tuple[Tier, None] = ("other", None)


def _classify(title: str) -> tuple[Tier, Kind | None]:
    """Tier and kind, the kind None where nothing tells it."""
    loose = _loose(title)
    text = _tight(loose)
    is_own = _OWN.search(loose) is not None
    tier = _tier(text, is_own=is_own)
    is_on_a_case = tier == "collaborative" and find_cases(loose)
    if _is_training(text, is_own=is_own) and not is_on_a_case:
        return "other", "training"
    if tier == "other":
        return tier, _first(_MEETING_KINDS + _OTHER_KINDS, text)
    return tier, _first(_MEETING_KINDS, text) or "main"


def _tier(text: str, *, is_own: bool) -> Tier:
    """The series that a title tells of; another body's meeting is none of ours."""
    if _FOREIGN.search(text) and not is_own:
        return "other"
    return _first(_TIERS, text) or "other"


def _is_training(text: str, *, is_own: bool) -> bool:
    cues = _ANY_TRAINING if is_own else _TRAINING
    return cues.search(text) is not None


def _first(cues: _Cues[Named], text: str) -> Named | None:
    """What the first of some cues that stands in a text tells."""
    return next((name for name, cue in cues if cue.search(text)), None)


# 「協作會議第 42 次」, written the other way round; not 「協作會議第一次會前會」.
_AFTERWARDS = _cue(rf"協作會議 ?第 ?({NUMBER}) ?次(?= ?(?:[^a-z0-9{HAN} ]|會議|$))")
_ENGLISH = _cue(r"collaborati(?:ve|on) meeting (?:no\. ?|#)?([0-9]{1,4})(?![0-9.])")


def _cases(loose: str) -> tuple[int, ...]:
    numbers = dict.fromkeys(mention.number for mention in find_cases(loose))
    spelled = _AFTERWARDS.findall(loose) + _ENGLISH.findall(loose)
    return tuple(numbers or dict.fromkeys(filter(None, map(parse, spelled))))


_YEAR = _cue(rf"(?:民國 ?)?(?<![0-9第])({NUMBER}) ?年度? ?")
_QUARTER_TERM = _cue(rf"第? ?({NUMBER}) ?季")
_MONTH_TERM = _cue(rf"({NUMBER}) ?月")
_ORDINAL_TERM = _cue(rf"第 ?({NUMBER}) ?次")
_FIRST_WESTERN_YEAR = 1912  # the first year of the Republic


def _term(loose: str, tier: Tier) -> Term | None:
    if tier not in ("seasonal", "monthly"):
        return None
    year = _roc_year(loose)
    term = Term(
        roc_year=year,
        quarter=_read(_QUARTER_TERM, loose, 4) if tier == "seasonal" else None,
        month=_read(_MONTH_TERM, loose, 12) if tier == "monthly" and year else None,
        ordinal=_read(_ORDINAL_TERM, _before_pre_meeting(loose), 9999),
    )
    return None if term == Term() else term


def _roc_year(loose: str) -> int | None:
    year = _read(_YEAR, loose, 9999)
    if year is None:
        return None
    if year >= _FIRST_WESTERN_YEAR:
        year -= _FIRST_WESTERN_YEAR - 1
    return year if year < WESTERN_FROM else None


def _read(cue: re.Pattern[str], text: str, largest: int) -> int | None:
    match = cue.search(text)
    number = parse(match[1]) if match else None
    return number if number in range(1, largest + 1) else None


_SITTING = _cue(rf"第 ?({NUMBER}) ?場")
_PART_OF_MEETING = _cue(
    rf"第 ?({NUMBER}) ?次 ?(?=會前|前置|工作會議|流程演練|主持流程|沙推|公聽會)"
)
_DAY = _cue(r"(?<![a-z])(?:day|session|part) ?([0-9]{1,2})(?![0-9])")
_STAGE = _cue(rf"第 ?(?:{NUMBER}) ?階段")


def _before_pre_meeting(loose: str) -> str:
    """The title without 「第二次會前會」, whose number does not count the meeting itself."""
    return _PART_OF_MEETING.sub(" ", loose)


def _session(loose: str) -> int | str | None:
    for cue in (_SITTING, _PART_OF_MEETING, _DAY):
        number = _read(cue, loose, 99)
        if number is not None:
            return number
    stage = _STAGE.search(loose)
    return stage[0].replace(" ", "") if stage else None


# What a title says of the series and the sitting, and not of the matter, at either end of what marks part.
_SERIES = (
    r"(?:開放政府|政府專責|專責|(?:PO|po)?聯絡人|行政院|議題|協作"
    r"|公聽會|會前會?|會後會?|工作|籌備|協調|後續|參採|共識|流程演練|主持|沙推|紀錄|記錄|逐字稿|會議結論|討論會?"
    r"|研商會?|專[家傢]諮詢|諮詢|說明|會議|\d{2,4}年)+"
)
_SERIES_AROUND = re.compile(rf"^{_SERIES}|{_SERIES}$")
_NUMBERED = re.compile(rf"第\s?{NUMBER}(?:\s?[、及與和]\s?第?\s?{NUMBER})*\s?(?:次|案|場|階段)")
_PARTED = re.compile(r"[【】\[\]（）()「」『』《》:：、，,;；\s\-–—_]+")


def subject(title: str) -> str:
    """The matter that a record's title names (廢除區間測速 of 「開放政府第65次協作會議：廢除區間測速-工作會議」);
    "" where it names only series and number."""
    unnumbered = _NUMBERED.sub(" ", title[:_LONGEST])
    parts = (_SERIES_AROUND.sub("", part) for part in _PARTED.split(unnumbered))
    return max(parts, key=len)
