"""Which `X：` at the start of a line names a speaker, and which only looks like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Fields that stand in the head of minutes and are never somebody who speaks.
HEAD_FIELDS = frozenset(
    """
    日期 時間 地點 會議名稱 會議日期 會議時間 會議地點 會議主題 主題 題目 標題 名稱 記錄
    紀錄 記錄人 紀錄人 記錄人員 紀錄人員 速記 速記人員 整理 校對 出席 出席者 出席人員
    出席單位 與會者 與會人員 參與者 列席 列席者 列席人員 列席單位 請假 缺席 案由 說明 決議
    決定 裁示 辦法 附件 備註 附註 註 簡報 連結 網址 影片 直播 來源 議程 議題 討論事項
    報告事項 臨時動議 散會 標籤 聯絡人 聯絡電話 電話 傳真 date time place location venue
    attendees participants present absent apologies agenda subject topic title note notes
    link links url slides minutes recorder author tags source video duration summary action
    actions decision decisions todo ps re fw cc from to http https file
    """.split()  # noqa: SIM905 (a list of a hundred words reads better so)
)
# Offices that open a line of the head (主席：王小明) as well as a speech (主席：我們開始).
CHAIRS = frozenset(
    [
        "主席",
        "會議主席",
        "主持人",
        "召集人",
        "司儀",
        "主持",
        "chair",
        "chairperson",
        "moderator",
        "host",
        "facilitator",
    ]
)

_LABEL = re.compile(r"(?P<name>[^:：\n]{1,60}?)\s*(?P<colon>[:：])(?P<rest>.*)", re.DOTALL)
_BULLET = re.compile(r"^\s*[-*•·+◎●○■□]\s+")
_SENTENCE_SIGNS = re.compile(
    r"[。，！？；,!?;「」『』“”\"《》〈〉<>=/\\|#@*`\[\]…—]|^\d+$|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PHRASE_START = re.compile(
    r"我|你|您|他|她|它|這|那|所以|因為|但|如果|第.{1,3}(?!組)|就|也|還|請|包括|包含|例如|比如|譬如|像|其實|其中|首先|其次|最後|另外|結論|重點|問題是|總結|"
    r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、]|什麼|為什麼|怎麼|有一|一個|簡單|換句話|也就是|意思|而且|可是|不過|然後"
)
_PHRASE_END = re.compile(
    r"(?:是|為|如下|如后|下列|以下|例如|譬如|包括|包含|的|了|表示|指出|認為|提到|告訴|覺得|說|點|項|題|方式|方向|原因|目標|結果|建議|意見)$"
)
_SMALL = r"de|van|von|der|of|the|and|&|la|le"
_LATIN_NAME = re.compile(
    rf"(?:[A-Z][\w.'’()\-]*|{_SMALL})(?: (?:[A-Z(][\w.'’()\-]*|\d{{1,2}}|{_SMALL})){{0,6}}"
)
_TITLE_END = re.compile(
    r"(?:長|委員|政委|主席|主任|秘書|祕書|專員|科員|視察|研究員|分析師|設計師|工程師|代表|教授|律師|醫師|老師|同學|小姐|先生|女士|處|司|署|局|部|會|院|組|"
    r"記者|主持人|司儀|召集人|理事|監事|董事|經理|執行長|總監|顧問|助理|幹事|組員|同仁|民眾|提案人|附議人|學生|市民|志工|聯絡人|委員會|[A-Z\d])(?:[(（][^)）]*[)）])?$"
)
# The commonest family names in Taiwan, and compound ones; a wrong guess shows in the report.
_FAMILY = re.compile(
    "歐陽|司馬|諸葛|上官|張簡|范姜|["
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬董温溫唐藍蔣石"
    "古紀姚連馮歐程湯黎田康姜白汪鄒尤巫鐘凃涂龔嚴韓袁金童陸夏柳邵錢伍倪溫于譚駱熊任甘秦顧毛章史官萬俞雷粘]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line (its number) that may begin with a speaker's name, and the words after the colon."""

    name: str
    rest: str
    line: int
    marked: bool = False  # bold or voiced in the source, so hardly a sentence


def candidate(line: str, number: int, *, marked: bool = False) -> Candidate | None:
    """The name before the first colon of a line, where it could be one; a bullet is passed over."""
    line = _BULLET.sub("", line, count=1).strip()
    match = _LABEL.match(line)
    if not match:
        return None
    name, rest = " ".join(match["name"].split()), match["rest"]
    if not name or (
        match["colon"] == ":" and rest[:1] and not rest[0].isspace() and not _HAN.match(rest)
    ):
        return None
    if name.casefold() in HEAD_FIELDS or _SENTENCE_SIGNS.search(name):
        return None
    if name[-1].isdigit() and rest[:1].isdigit():
        return None  # 下午2：30
    if len(re.findall(r"[（(]", name)) != len(re.findall(r"[）)]", name)):
        return None  # （註：…）
    if _HAN.search(name) and (len(name) > 30 or _PHRASE_START.match(name)):
        return None
    if len(name) > 1 and _PHRASE_END.search(name) and not marked:
        return None
    return Candidate(name, rest.strip(), number, marked)


# 主席王小明 is a name with its office before it.
_OFFICE_FIRST = re.compile("^(?:會議主席|主席|主持人|召集人|司儀)(?=.)")


def is_name_like(name: str) -> bool:
    """Whether the words alone look like a person's or an office's name."""
    if _HAN.search(name):
        bare = _OFFICE_FIRST.sub("", re.sub(r"[（(][^)）]*[)）]$", "", name))
        return bool(
            (_FAMILY.match(bare) and len(bare) <= 4)
            or (_TITLE_END.search(name) and len(name) <= 20)
        )
    return bool(_LATIN_NAME.fullmatch(name) and (" " in name or len(name) > 1))


def speakers_among(
    candidates: Sequence[Candidate],
) -> tuple[frozenset[str], tuple[Candidate, ...], tuple[Candidate, ...]]:
    """(names taken as speakers, those taken on one weak sign, candidates not taken).

    A name is taken when it recurs, stands alone on its line, is marked in the source, or looks like
    a name.
    """
    times = Counter(c.name for c in candidates)
    taken: set[str] = set()
    doubtful: dict[str, Candidate] = {}
    left: list[Candidate] = []
    for c in candidates:
        alone = not c.rest and len(c.name) <= 20
        if c.marked or times[c.name] > 1 or is_name_like(c.name) or alone:
            taken.add(c.name)
            if times[c.name] == 1 and not c.marked:
                doubtful.setdefault(c.name, c)
        else:
            left.append(c)
    return frozenset(taken), tuple(doubtful.values()), tuple(left)


def is_chair_field(c: Candidate) -> bool:
    """Whether the line names the chair (主席：王小明) instead of quoting the chair."""
    words = c.rest.rstrip()
    return (
        c.name.casefold() in CHAIRS
        and 0 < len(words) <= 20
        and not re.search(r"[。，！？!?,…]", words)
    )


def named(items: Iterable[str], limit: int = 12) -> str:
    """A short list for a report."""
    unique = list(dict.fromkeys(items))
    return "、".join(unique[:limit]) + ("…" if len(unique) > limit else "")
