"""The foot of a transcript: signatures, who took it down, keys, what a programme adds. Nobody says it, though it stands
below the last speech."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from minutes.records.head_lines import is_section
from minutes.text.label_forms import CLOCK, COLONS, STAMP
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.lines import Line

_MOST = 12  # lines
_LONGEST = 60  # characters of a line that begins a foot, besides what a programme says
_SHOWN = 24  # characters of a line in the report
_RULE = r"--|\\?[-－—─━_＿=＝*＊~～·・.…]{3,}|(?:[-*＊─] ){2,}[-*＊─]"
_TAKEN_DOWN = (
    r"(?:會議)?[紀記] *錄(?:人員?|者)?|整理(?:人|者)?|聽打(?:人員)?|[繕謄]打|速錄(?:員|師)?|校[對稿](?:者)?|撰[稿寫]|核[閱定]|審閱|單位主管"
    r"|主 *席|主持人|受訪[人者]|訪談[人者]|受詢問人|詢問人|訊問人|簽名|簽章|散會(?:時間)?|recorded by|minutes by|prepared by"
)
_SIGNED = (
    r"(?:以上|上開|本).{0,20}(?:閱覽|朗讀|核閱|確認|無訛|無誤).{0,20}(?:簽名|簽章|無訛|無誤).?"
)
_PROGRAMME = (
    rf"[-–—─\s]*(?:(?:會議|轉錄|錄製|meeting|transcription|recording).{{0,12}}{CLOCK}.{{0,6}}(?:結束|ended|stopped).{{0,4}}"
    r"|[*_]*(?:這份|本)(?:可編輯的)?(?:轉錄稿|逐字稿|文件)(?:由|是).{0,80}|由 ?\S{1,30}(?: \S{1,20})? ?(?:自動)?(?:產生|生成|轉錄|轉寫)"
    r"|(?:transcribed|generated|created) (?:by|with) .{1,60})[-–—─\s]*"
)
_FIELD = rf"(?:{_TAKEN_DOWN})\s*[{COLONS}][^。！？，]{{0,{_LONGEST}}}"
_ABOUT = rf"[^。！？，]{{0,16}}(?:小檔案|簡介|簡歷|作者介紹|about the author)(?:\s*[{COLONS}].{{0,300}})?"
_BEGINS = re.compile(
    "|".join(map("(?:{})".format, (_RULE, _SIGNED, _PROGRAMME, _FIELD, _ABOUT))), re.I
)


def of_nobody(lines: Sequence[Line], labels: Collection[int]) -> range:
    """The lines of the foot, by their indexes: among the last ones, below the last speech, from the first that begins
    a foot to the next heading. None where nobody speaks."""
    told = (at for at, line in enumerate(lines) if line.speaker is not None)
    spoken = max([*labels, *told], default=len(lines))
    begun = begin(lines, spoken + 1)
    return range(begun, begun + sum(1 for _ in takewhile(_is_no_heading, lines[begun:])))


def begin(lines: Sequence[Line], start: int = 0) -> int:
    """The first of the last lines, from a line on, that begins a foot; the number of lines where none does."""
    below = range(max(start, len(lines) - _MOST), len(lines))
    return next(filter(lambda at: _begins(lines[at]), below), len(lines))


def signed(lines: Sequence[Line]) -> frozenset[int]:
    """The last lines from a rule on, which tell where to reach who sent them: no name there is one who speaks."""
    last = range(max(0, len(lines) - _MOST), len(lines))
    rule = next(filter(lambda at: _RULED.fullmatch(lines[at].words), reversed(last)), len(lines))
    below = [line.words for line in lines[rule:]]
    short = all(len(words) <= _LONGEST for words in below)
    return frozenset(range(rule, len(lines)) if short and any(map(_REACHED.search, below)) else ())


_RULED = re.compile(_RULE)
_REACHED = re.compile(r"電話|分機|手機|傳真|信箱|\b(?:tel|phone|ext|e-?mail)\b|\w@\w", re.I)


def _begins(line: Line) -> bool:
    return _BEGINS.fullmatch(line.words) is not None or STAMP.search(line.words) is not None


def _is_no_heading(line: Line) -> bool:
    return line.kind != "heading" and not is_section(line.words)


def without_speaker(lines: Sequence[Line], foot: range, draft: Draft, unit: Unit) -> list[Line]:
    """The lines, those of the foot as nobody's, which is told."""
    _tell([lines[at] for at in foot if lines[at].words], draft, unit)
    of_foot = (replace(line, kind="aside") for line in lines[foot.start : foot.stop])
    return [*lines[: foot.start], *of_foot, *lines[foot.stop :]]


def _tell(foot: Sequence[Line], draft: Draft, unit: Unit) -> None:
    for first in foot[:1]:
        words = first.words[:_SHOWN]
        draft.guess(
            "foot",
            f"最後一位發言之後的 {len(foot)} 行像簽名、附註或軟體的說明，當作旁白，如「{words}」",
            f"{plural(len(foot), 'line')} below the last speech, such as “{words}”, seem to be signatures, notes or of a "
            "programme, and were taken as narratives",
            first.place,
            unit,
        )


__all__ = ["begin", "of_nobody", "without_speaker"]
