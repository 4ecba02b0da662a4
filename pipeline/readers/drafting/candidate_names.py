"""Which `X：` at the start of a line names a speaker, and which only looks like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from minutes.records.head_lines import CHAIRS, is_head_field
from minutes.records.speaker_labels import calling, may_hold_name, tidy

_LABEL = re.compile(r"(?P<name>[^:：\n]{1,60}?)\s*(?P<colon>[:：])(?P<rest>.*)", re.DOTALL)
_BULLET = re.compile(r"^\s*[-*•·+◎●○■□]\s+")
_NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[.、)）](?!\d))\s*"
)
_SENTENCE_SIGNS = re.compile(
    r"[。，！？；,!?;「」『』“”\"《》〈〉<>=/\\|#@*`\[\]…—]|^\d+$|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PHRASE_START = re.compile(
    r"我|你|您|他|她|它|這|那|所以|因為|因此|但|如果|第.{1,3}(?!組)|就|也|還|請|包括|包含|例如|比如|譬如|好比|像|其實|其中|首先|其次|"
    r"最後|另外|結論|重點|問題是|總結|什麼|為什麼|怎麼|有|一個|簡單|換句話|意思|而且|可是|不過|然後|接著|接下來|再來|再次|舉|分成?|"
    r"剛|今天|目前|現在|以|應該|可以|可能|想|跟|只|本案|此|各|每|某[些個]|[兩三四五六七八九十\d]+[個點件位案種大方]|主要|整個|相關|具體|快速|"
    r"綜整|確認|關於|根據|依|針對|透過|從|在|對|會後|線上有"
)
_PHRASE_END = re.compile(
    r"(?:是|為|有|如下|如后|下列|以下|下面|例如|譬如|包括|包含|的|了|表示|指出|認為|提到|告訴|覺得|說|問|講|點|項|題|個|件事|件事情|部分|層面|面向|"
    r"方式|方向|方法|做法|原因|目標|結果|建議|意見|分享|回答|回應|補充|說明|報告|解釋|討論|這樣|這樣子|情況|情形|一下|例子|特色|意義)$"
)
# Heads of lists and notes, which recur as labels do.
_LIST_HEADS = re.compile(
    "[優缺重要特亮痛難]點|[短中長近遠]期|小結|目的|原因|現況|背景|範圍|標準|條件|影響|風險|案[由次].{0,4}|[甲乙丙丁]案|方案.{0,3}|"
    "步驟.{0,3}|階段.{0,3}|正面|反面|正方|反方|[贊反]成|結語|前言|定義|類型|對象|內容|訴求.{0,2}|子題.{0,2}|議題.{0,3}|題目.{0,2}|圖.{0,3}|表.{0,3}"
)
_QUOTED = re.compile(r"\s*[「『“\"]")
_LONGEST_UNKNOWN = 8  # a nickname that nothing else tells: 可樂榖農場 has 5 characters


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line (its number) that may begin with a speaker's name, and the words after the colon."""

    name: str
    rest: str
    line: int
    marked: bool = False  # bold or voiced in the source, so hardly a sentence
    numbered: bool = False  # 一、財政部：… is an entry of a list as often as a speech

    @property
    def alone(self) -> bool:
        """Whether nothing follows the colon on its line."""
        return not self.rest


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which lines (from 0) hold a label. `doubtful` labels were taken on weak signs; `left` look
    like labels and were not taken, so that their words stay with the speaker before."""

    labels: dict[int, Candidate]
    doubtful: tuple[Candidate, ...]
    left: tuple[Candidate, ...]


def candidate(line: str, number: int, *, marked: bool = False) -> Candidate | None:
    """The name before the first colon of a line, where it could be one; a bullet is passed over."""
    line = _BULLET.sub("", line, count=1).strip()
    counted = _NUMBER.match(line)
    if counted:
        found = candidate(line[counted.end() :], number, marked=marked)
        looks = found is not None and calling(found.name) in ("person", "body")
        return Candidate(found.name, found.rest, number, numbered=True) if found and looks else None
    match = _LABEL.match(line)
    if not match:
        return None
    name, rest = tidy(match["name"]), match["rest"]
    if not name or is_head_field(name) or _inside_a_time_or_address(name, match["colon"], rest):
        return None
    listed = _LIST_HEADS.fullmatch(name) is not None
    phrase = _SENTENCE_SIGNS.search(name) or (_is_phrase(name, marked) and not listed)
    if calling(name) is None and phrase:
        return None
    if len(re.findall(r"[（(]", name)) != len(re.findall(r"[）)]", name)):
        return None  # （註：…）
    return Candidate(name, rest.strip(), number, marked)


def _inside_a_time_or_address(name: str, colon: str, rest: str) -> bool:
    """Whether the colon is one of 下午2：30 or https://…, or of `key:value`."""
    if name[-1].isdigit() and rest[:1].isdigit():
        return True
    if colon == "：" or not rest or rest[0].isspace() or _HAN.match(rest):
        return False
    return rest.startswith("//") or rest[0].isdigit() or not is_name_like(name) or " " not in name


def _is_phrase(name: str, marked: bool) -> bool:
    if _HAN.search(name) and (len(name) > 30 or _PHRASE_START.match(name)):
        return True
    return len(name) > 1 and bool(_PHRASE_END.search(name)) and not marked


def is_name_like(name: str) -> bool:
    """Whether the words alone look like a person's, an office's or a body's name."""
    return calling(name) is not None


def recognise(candidates: Sequence[Candidate], *, has_head: bool = True) -> Recognised:
    """Which of the candidates, in the order of their lines, are labels of speakers.

    In a source that `has_head`, a chair named before the first speech (主席：王小明) says nothing.

    A name is taken when it is marked in the source, looks like a name, office or body, or recurs
    and is short; where most labels stand alone on their lines, also when it does and is short.
    """
    known = [c for c in candidates if not c.numbered]
    times = Counter(c.name for c in known)
    spoken = {c.name for c in known if not _QUOTED.match(c.rest)}
    sure = [
        c
        for c in known
        if (c.marked or is_name_like(c.name) or may_hold_name(c.name))
        and not _LIST_HEADS.fullmatch(c.name)
    ]
    alone_is_usual = 2 * sum(c.alone for c in sure) > len(sure) or not sure
    if not alone_is_usual:  # Questions: and Slide 16: look like names in Latin letters
        sure = [c for c in sure if c.marked or times[c.name] > 1 or not _is_latin_heading(c)]
    sure = [c for c in sure if c.name in spoken or " " in c.name or _HAN.search(c.name)]
    taken: set[str] = {c.name for c in sure}
    for c in known:
        short = len(c.name) <= (_LONGEST_UNKNOWN if _HAN.search(c.name) else 20)
        if not short or _LIST_HEADS.fullmatch(c.name) or c.name not in spoken:
            continue
        if times[c.name] > 1 or (c.alone and alone_is_usual):
            taken.add(c.name)
    labels: dict[int, Candidate] = {}
    for c in known:
        if c.name in taken and not (has_head and not labels and is_chair_field(c)):
            labels[c.line] = c
    doubtful = [
        c
        for c in labels.values()
        if not c.marked and (times[c.name] == 1 or not is_name_like(c.name))
    ]
    left = [c for c in candidates if c.line not in labels and not (has_head and is_chair_field(c))]
    return Recognised(labels, tuple(doubtful), tuple(left))


def _is_latin_heading(c: Candidate) -> bool:
    return not _HAN.search(c.name) and (c.alone or c.name[-1].isdigit())


def is_chair_field(c: Candidate) -> bool:
    """Whether the line names the chair (主席：王小明) instead of quoting the chair."""
    words = c.rest.rstrip()
    return (
        c.name.casefold() in CHAIRS
        and 0 < len(words) <= 20
        and not re.search(r"[。，！？!?,…]", words)
    )
