"""An archive of invented cases, for who has no real records: it behaves as those do.

`write(folder)` writes it, the same files on every machine; `CASES` is the truth about it. Offices,
people, places and complaints are made up. As in real minutes the front matter tells little: monthly
meetings have none, and speak of cases by number, by name, or by calling their host.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

OFFICES = ("示範署", "範例部", "樣本局", "虛構會", "試作院", "例句署")
# Thing, complaint, what is proposed, and the words by which people speak of it.
TOPICS = (
    ("公車站牌座椅", "候車沒有地方坐", "加裝折疊椅", ("候車亭", "折疊椅", "站牌", "久站")),
    ("圖書館夜間還書箱", "下班後還不了書", "增設還書箱", ("還書箱", "逾期", "館藏", "投遞口")),
    ("河濱步道照明", "晚上太暗", "更換感應路燈", ("路燈", "燈桿", "照度", "感應器")),
    ("社區烘衣房排風", "熱氣排到窗邊", "訂定排風距離", ("烘衣機", "排風管", "熱氣", "管委會")),
    ("自行車停車架", "車架生鏽又不夠", "汰換停車架", ("停車架", "鏽蝕", "車位", "車鎖")),
    ("登山步道指標", "岔路容易走錯", "統一指標樣式", ("岔路", "指標牌", "里程樁", "迷途")),
    ("托嬰中心門禁", "接送時大門久開", "門禁改為感應", ("托嬰", "門禁", "接送", "感應卡")),
    ("夜市飲水臺", "買不到水只好買瓶裝", "設置飲水臺", ("飲水臺", "瓶裝水", "濾心", "攤販")),
)
PEOPLE = (
    "王範例",
    "李樣本",
    "陳試寫",
    "林虛構",
    "張假名",
    "吳舉例",
    "Alex Sample",
    "Robin Example",
)
# What is said in every meeting, whatever it is about.
PHRASES = (
    "謝謝主席，這個部分我們帶回去研議",
    "剛剛提到的時程，可能還要再跟地方政府確認",
    "我補充一下，經費的來源目前還沒有定案",
    "逐字稿會後請各位在十個工作日內確認",
    "網友的留言有三百多則，分成四類",
    "這件事情上次會議已經講過，我就不重複",
    "請問今天到場的提案人有沒有要回應",
    "我們的承辦同仁換人了，資料會再補上",
    "The draft is online, and the comments close on Friday",
    "Let us move on to the next item of the agenda",
)
REPORTS = 3  # monthly meetings in which a case is reported on; some go through two cases


@dataclass(frozen=True, slots=True)
class Case:
    """The truth about one case: the files of its records by their stage."""

    number: int
    title: str
    host: str
    pre_meeting: str
    main: str
    monthly: tuple[str, ...]


def _cases() -> tuple[Case, ...]:
    made = []
    for n, (thing, *_) in enumerate(TOPICS):
        year, number = 2022 + n // 4, 801 + n
        month = 2 + 2 * (n % 4)
        title = f"第{number}案協作會議-{thing}"
        months = (f"{year}-{month + 1 + i:02}-20" for i in range(REPORTS))
        made.append(
            Case(
                number,
                thing,
                OFFICES[n % len(OFFICES)],
                f"{year}-{month:02}-04-{title}會前會",
                f"{year}-{month:02}-12-{title}",
                tuple(_monthly(day) for day in months),
            )
        )
    return tuple(made)


def _monthly(day: str) -> str:
    year, month, _ = day.split("-")
    return f"{day}-{int(year) - 1911}年{int(month)}月開放政府聯絡人工作推動會議"


CASES = _cases()


class _Writer:
    """Speeches drawn with one seed, so that the files are the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def small_talk(self, count: int) -> list[str]:
        """Labelled speeches about nothing in particular."""
        return [self.speech(self.chance.choice(PHRASES)) for _ in range(count)]

    def speech(self, words: str) -> str:
        """A speech of somebody, with the label above it."""
        who = self.chance.choice(PEOPLE)
        return f"### {who}{':' if who.isascii() else '：'}\n{words}。\n"

    def about(self, topic: tuple[str, str, str, tuple[str, ...]], count: int) -> list[str]:
        """Labelled speeches about a case."""
        thing, complaint, proposal, words = topic
        said = (
            "關於{thing}，最多人說的是{complaint}，也有人談到{one}",
            "如果{proposal}，{one}跟{other}的問題可以一起處理",
            "{one}的數量我們盤點過，{other}還要等預算",
            "我自己也遇過，{complaint}，所以才提案",
        )
        made = []
        for _ in range(count):
            one, other = self.chance.sample(words, 2)
            told = self.chance.choice(said).format(
                thing=thing, complaint=complaint, proposal=proposal, one=one, other=other
            )
            made.append(self.speech(told))
        return made


def write(folder: Path) -> None:
    """Write the archive into an empty folder."""
    offices = "".join(f"- {{id: office-{n}, name: {name}}}\n" for n, name in enumerate(OFFICES))
    files = {"agencies.yaml": offices, "archive.yaml": "name: 虛構的會議紀錄庫\n"}
    monthly: dict[str, list[str]] = {}
    for case, topic in zip(CASES, TOPICS, strict=True):
        writer = _Writer(case.number)
        meeting = [*writer.small_talk(4), *writer.about(topic, 18), *writer.small_talk(4)]
        files[f"{case.main}.md"] = _head(case) + _page(case.main, meeting)
        before = [*writer.small_talk(2), *writer.about(topic, 8), *writer.small_talk(2)]
        files[f"{case.pre_meeting}.md"] = _page(case.pre_meeting, before)
        for name in case.monthly:
            call = f"### 主席：\n接下來請{case.host}就序號{case.number}{case.title}說明。\n"
            monthly.setdefault(name, []).append(
                "\n".join([call, *writer.about(topic, 3), *writer.small_talk(1)])
            )
    for name, parts in monthly.items():
        writer = _Writer(len(name) + int(name[5:7]))
        files[f"{name}.md"] = _page(name, [*writer.small_talk(6), *parts, *writer.small_talk(6)])
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _head(case: Case) -> str:
    day = case.main[:10]
    return (
        f"---\ntitle: {case.main[11:]}\ndate: {day}\ntier: collaborative\nkind: main\n"
        f"case: {case.number}\nhost_agency: {case.host}\n---\n"
    )


def _page(name: str, speeches: list[str]) -> str:
    return f"# {name[:10]} {name[11:]}\n\n" + "\n".join(speeches)
