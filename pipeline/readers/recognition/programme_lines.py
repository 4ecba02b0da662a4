"""Lines that a programme wrote among the words: times, numbers, messages of a recording or a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import compress, count

from minutes.records.speaker_labels import calling
from minutes.text.label_forms import CLOCK, is_clock
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition.labelling.looks import FEW
from pipeline.readers.recognition.lines import Line

# What Teams and Zoom write: the length of a recording, who began and ended it. In round brackets (（錄影中斷）) it is a
# remark of the stenographer.
_LENGTH = r"(?:\d{1,3} ?(?:小時|hours?|h) ?)?(?:\d{1,3} ?(?:分鐘?|minutes?|m) ?)?\d{1,3} ?(?:秒鐘?|seconds?|s)"
_MACHINE = re.compile(
    rf"{_LENGTH}(?:\s*{CLOCK})?"
    r"|(?:transcribed|captioned|recorded|generated) (?:by|with) .{1,60}|(?:本?逐字稿)?由 ?.{1,30}(?:自動)?(?:轉錄|轉寫|聽打|產生|生成|辨識)(?:而成)?"
    r"|\d{1,4} ?(?:則回覆|repl(?:y|ies))|(?:最後一則回覆|last reply)[^。]{0,40}|新訊息|new messages?|[（(](?:已編輯|edited)[)）]|(?::[a-z0-9_+-]{2,30}:\s*)+"
    rf"|(?:transcription|recording|meeting) (?:started|ended|stopped)(?: (?:at|after) {CLOCK})?[^\w]{{0,4}}"
    r"|this (?:editable )?transcript was computer generated.{0,120}"
    rf"|[【〔\[]?\s*(?:第[一二三四五六七八九十\d]{{1,3}}[段捲])?(?:錄音|錄影)檔?(?:開始|結束|中斷|完畢)\s*(?:{CLOCK})?\s*[】〕\]]?"
    r"|發言(?:序號|順序|次序|編號)\s*[：:]?\s*\d{1,4}"
    r"|(?:讚|回覆|分享|like|reply|share)(?:[\s·]+(?:讚|回覆|分享|已編輯|like|reply|share|edited|\d{1,4} ?(?:[年月週周天日時分]|小時|分鐘|個月|[ymwdh])))+"
    r"|.{1,60} ?(?:已?(?:開始|停止)(?:轉錄|轉寫|謄寫|聽寫|錄製)|(?:started|stopped) (?:transcription|recording))",
    re.I,
)
# What programmes for chats say of people: nobody said it.
_EVENT = re.compile(
    rf"(?:{CLOCK}\s*)?(?P<told>[^：:。]{{1,40}}?(?:已?收回訊息|(?:加入|退出|離開)了?(?:群組|聊天室?|會議)|釘選了一則訊息.{{0,40}}"
    r"|(?:has )?(?:joined|left) the (?:meeting|chat|group)|(?:對「[^」]{1,80}」)回應了.{0,8}|[Rr]eacted to .{1,80})。?"
    r"|(?:回覆|引用)「[^」]{1,80}」|[Rr]eplying to [“\"].{1,80}[”\"])"
)

# [00:12:30] （鼓掌）
_TIMED_REMARK = re.compile(rf"{CLOCK}\s*(?P<told>[（(][^（()）]{{1,60}}[）)][。.]?)")


def without_times(lines: Sequence[Line], draft: Draft, unit: Unit) -> list[Line]:
    """The lines without what a program wrote among the words: times, 已開始轉錄, the length."""
    timed = dict(_named_again(lines))
    lines = list(_read_aloud(lines, timed, draft))
    gone = timed.keys() | _rulings(lines)
    apart = [is_by_machine(line) or at in gone for at, line in enumerate(lines)]
    written = list(compress(lines, apart))
    draft.leave(*(line.text for line in written))
    if written:
        draft.drop(
            "times",
            f"{len(written)} 行時間、序號、分隔線、錄製或介面的訊息，如「{written[0].words}」",
            f"{plural(len(written), 'line')} of times, numbers, rulings, of the recording or of the programme, such as "
            f"“{written[0].words}”",
            written[0].place,
            unit,
        )
    names = dict(timed.values())
    shown = [
        replace(line, spans=(*line.spans, *names.get(at, ()))) for at, line in enumerate(lines)
    ]
    return list(_without_written(shown, apart))


def _rulings(lines: Sequence[Line]) -> set[int]:
    """The lines that are drawn between speeches; one or two set a foot or a key apart."""
    found = set(compress(count(), map(_is_ruling, lines)))
    return found if len(found) > FEW else set()


def _is_ruling(line: Line) -> bool:
    """Whether a line is nothing but a line that is drawn: -----, ＊＊＊, * * *."""
    return _RULING.fullmatch(line.words) is not None


_RULING = re.compile(r"(?P<sign>[-=_*~#+—─━═＝－＿＊～◆◇※])(?:\s*(?P=sign)){2,}")


# What Teams reads aloud below a name and the time: 王示範 1 分 3 秒
_AGAIN = re.compile(rf"\s+{_LENGTH}", re.I)
_Timed = tuple[int, tuple[TextRun, ...]]  # the line of a name, and the time below it


def _named_again(lines: Sequence[Line]) -> Iterator[tuple[int, _Timed]]:
    """The lines that say a name and its time once more below both; each with the line of the name, and the time."""
    name, time = 0, ""
    for at, line in enumerate(lines):
        named = lines[name].words
        if time and line.words.startswith(named) and _AGAIN.fullmatch(line.words, len(named)):
            yield at, (name, (TextRun(f" {time}"),))
        elif stamp := _STAMPED.fullmatch(line.words):
            time = stamp["time"]
        elif not is_by_machine(line):
            name, time = at, ""


_STAMPED = re.compile(rf"(?:{_LENGTH}\s*)?(?P<time>{CLOCK})", re.I)


def _read_aloud(lines: Sequence[Line], timed: Mapping[int, _Timed], draft: Draft) -> Iterator[Line]:
    """The lines; a name that stood above a time, with a length behind it and nothing below it but words (王示範 1 分 3 秒), has a time."""
    names = {lines[name].words for name, _ in timed.values()}
    for at, line in enumerate(lines):
        found = None if at in timed else _LENGTH_BEHIND.fullmatch(line.words)
        if found and found["name"] in names:
            draft.leave(found["length"])
            numbers = ["0", *_DIGITS.findall(found["length"])][-_MOST_NUMBERS:]
            yield replace(line, spans=(TextRun(f"{found['name']} {_as_clock(numbers)}"),))
        else:
            yield line


def _as_clock(numbers: Sequence[str]) -> str:
    first, *others = numbers
    return ":".join([first, *(number.zfill(2) for number in others)])


_LENGTH_BEHIND = re.compile(rf"(?P<name>.{{1,60}}?)\s+(?P<length>{_LENGTH})", re.I)
_DIGITS = re.compile(r"\d+")
_MOST_NUMBERS = 3  # hours, minutes, seconds


def _without_written(lines: Sequence[Line], apart: Sequence[bool]) -> Iterator[Line]:
    """The other lines; one behind a line that began a paragraph and is left out begins it."""
    begins = False
    for line, by_machine in zip(lines, apart, strict=True):
        begins |= line.fresh or _is_ruling(line)
        if not by_machine:
            yield replace(line, fresh=True) if begins else line
            begins = False


def as_event(line: Line) -> Line:
    """What a programme says of people (王示範加入聊天), without the time, as nobody's words; another line as it is."""
    events = (_EVENT.fullmatch(line.words), _TIMED_REMARK.fullmatch(line.words))
    found = next(filter(None, events), None)
    if line.speaker or found is None or calling(found["told"].strip("（()）")):
        return line
    at = line.text.find(found["told"])
    return replace(line, spans=line.after(at), kind="aside")


def is_by_machine(line: Line) -> bool:
    """Whether a line holds no word of anybody: a time, a number, a message of a recording."""
    return is_clock(line.words) or _MACHINE.fullmatch(line.words) is not None


__all__ = ["as_event", "is_by_machine", "without_times"]
