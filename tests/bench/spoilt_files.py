"""Well-formed files of every kind, of invented people, and the ways in which one of them is spoilt by chance."""

from __future__ import annotations

import codecs
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from xml.sax.saxutils import escape, unescape

from tests.bench.layouts import LAYOUTS, Turn, unpacked

_TITLE = "113年5月17日 範例部第901案協作會議（初稿，僅供校對）"
_Unit = TypeVar("_Unit", int, str)  # a byte or a character
_TURNS: list[Turn] = [
    (None, ["壹、報告事項"]),
    ("王示範", ["大家好，今天有三點。", "1. 第一點", "（一）請範例部於6月1日前提供資料。"]),
    ("李範例科長", ["謝謝主席，我們 10:30 再談，見 https://example.tw/a?b=1。"]),
    (None, ["（休息十分鐘）"]),
    ("？？？", ["我反對 <b>這個</b> & 那個 {計畫} \\N 案子。"]),
    ("user01", ["決議：", "18票（69%），列為第132案。"]),
    ("王示範", ["散會。" * 30]),
]
_RTF = (
    "{\\rtf1\\ansi\\ansicpg950{\\fonttbl{\\f0\\fcharset136 x;}}{\\b\\f0 \\'a4\\'fd\\uc1\\u31034?\\u31684?\\u65306?}"
    "\\u22909?\\par{\\listtext 1.\\tab}\\u31532?\\par{\\v \\u31192?}{\\footnote \\u35387?}\\trowd\\intbl a\\cell b\\cell\\row}"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}王示範：好\\N謝謝\n\n2\n00:00:03,000 --> 00:00:04,000\n<v 李範例>不\n"
_ASS = (
    "[Script Info]\nTitle: 會議\n\n[V4+ Styles]\nFormat: Name, Fontsize\nStyle: Default,20\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,王示範,0,0,0,,{\\an8}好，\\N謝謝\n"
    "Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,註\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,李範例：不\n"
)
_JSON = (
    '{"title":"會議","segments":[{"start":1.0,"end":2.0,"speaker":"王示範","text":"好。"},'
    '{"start":2.0,"end":3.5,"speaker":"SPEAKER_01","text":"不。","words":[{"word":"不。","start":2.0}]}]}'
)
_SBV = "0:00:01.000,0:00:02.000\n王示範：好\n\n0:00:02.000,0:00:03.000\n謝謝\n李範例：不\n"
_PAD = "---\ntags: x\n---\n# 會\n\n**王示範**：好\n\n> 可以\n> [name=李範例] [color=#fff]\n\n:::info\n- [ ] 待辦\n:::\n"
_KEY = "會議\nA：王示範\nB：李範例\n\nA：好。\nB：不好。\nA：（笑） >\n（以下由陳測試發言）\n我反對。\n發言人：王示範\n謝謝。\n"
_TYPED = "會議\n\n時間 | 發言者 | 內容\n--- | --- | ---\n14:00 | **王示範** | 好。<br>謝謝。\n14:01 | 李範例 | a \\| b，c\n"
_TOLD = "# 會議\n# 王示範\n1. 王示範表示，好。\n2. 李範例說：「不。」\n1、王示範\n好。\n——李範例\n<b>陳測試</b>：好\n"
_PAGE = "<html><head><style>.a{font-weight:700;color:#00f}</style></head><body><h1>會議</h1><p><b>王示範</b>：好。</p><p class=a>李範例：不。</p><table><tr><th>發言者</th><th>內容</th></tr><tr><td>王示範</td><td>謝謝。</td></tr></table><ol><li>甲</li></ol></body></html>"
_CODES = "[00:00:01.000 --> 00:00:02.000] SPEAKER_00: 好。\n[00:00:02.000 --> 00:00:03.000] SPEAKER_01: 不。\n王示範\n  9:08 AM\n好\n李範例 — 2026/6/2 下午 8:01\n不\n---\nSPEAKER_00 = 王示範\n紀錄：陳測試（印）\n"
_AN = '<akomaNtoso><debate><debateBody><debateSection><heading>會</heading><speech by="#w"><p>好</p></speech></debateSection></debateBody></debate></akomaNtoso>'
# Beginnings that make careless patterns slow: each is repeated to 100,000 characters and more.
REPEATED = (
    "<!--",
    "[",
    "【",
    "(",
    "（",
    "> ",
    "王：",
    "(王) ",
    "王 - ",
    "Q1 ",
    " ",
    "\t",
    "\u3000",
    "- ",
    "00:00 ",
    "{\\",
    "&",
    "<",
    "*",
    "1、",
    "一、",
    "決議",
    "：",
    "?",
    "王示範",
    "1:",
    "#",
    "|",
    "| a ",
    "A：王示範、",
    "（以下由",
    "王示範表示，",
    "發言人：",
    "——",
    "a b ",
    "、",
    "\n",
    "\n\n",
    "王\n",
    ":::",
    "![",
    "`",
    "~",
    "_",
    "\\",
    "{",
    "}",
    "<div>",
    "<table><tr><td>",
    "<b class=a ",
    "王示範\n9:08 AM\n",
    "SPEAKER_00 = 王示範\n",
    "---\n",
    "〈王〉",
    "🎤 ",
)


def seeds() -> dict[str, list[bytes]]:
    """Well-formed files of each kind, of invented people."""
    made: dict[str, list[bytes]] = {}
    for layout in LAYOUTS:
        made.setdefault(layout.suffix, []).append(layout.write(_TITLE, _TURNS))
    made[".rtf"] = [_RTF.encode("ascii")]
    made[".srt"] = [SRT.encode()]
    made[".ass"] = [_ASS.encode()]
    made[".sbv"] = [_SBV.encode()]
    made[".json"] = [_JSON.encode()]
    made[".md"] = [note.encode() for note in (_PAD, _TYPED, _TOLD)]
    made[".txt"] += [note.encode() for note in (_KEY, _TYPED, _TOLD, _CODES)]
    made[".html"] = [_PAGE.encode()]
    made[".xml"] = [_AN.encode()]
    return made


@dataclass(frozen=True, slots=True)
class Extent:
    """How often a piece is put, and how often at most a stretch of the file is doubled."""

    times: tuple[int, ...]
    doubled: int


_SHORT = Extent((1, 1, 1, 2, 2, 5), 3)
_LONG = Extent((1, 2, 5, 40, 40, 2000), 40)
_LONG_SHARE = (
    0.06  # of all files: they take ten times as long as the others, and find what is not linear
)
_DAMAGED = 0.2
_DAMAGED_PART = 0.9  # of damaged packages: the others are damaged as a whole
_MOVED = 0.5


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with a few places changed, doubled, cut or filled; of a package, those of one part.

    Mostly its words change and it stays well-formed, so that it comes past the decoder to the readers; one in
    five has damaged bytes. Most stay short; some grow to a hundred thousand characters and more.
    """
    extent = _LONG if chance.random() < _LONG_SHARE else _SHORT
    spoiler = _Spoiler(chance, extent)
    change = spoiler.damaged if chance.random() < _DAMAGED else spoiler.reworded
    if data.startswith(b"PK") and (change == spoiler.reworded or chance.random() < _DAMAGED_PART):
        return _with_one_part(data, change, chance)
    return change(data)


Change = Callable[[bytes], bytes]


def _with_one_part(data: bytes, change: Change, chance: random.Random) -> bytes:
    parts = unpacked(data)
    names = [n for n in parts if n.endswith(".xml")]
    (name,) = chance.choices(names, [len(parts[n]) for n in names])  # mostly where the words are
    parts[name] = change(parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_TAGS = re.compile("(<[^<>]*>)")
_ELEMENT = re.compile(
    r"<(w:p|w:r|w:tr|w:tc|w:rPr|w:pPr|text:p|text:span|text:s|speech|p|debateSection)\b[^<>]*(?<!/)>.*?</\1>",
    re.S,
)
_CHARACTERS = (
    "王示範：:，。？！、 \u3000\t\n（）()【】「」0１一第案*#>|-—~\\<&\u200b\ufeff\U0001f600é"
)


@dataclass(frozen=True, slots=True)
class _Spoiler:
    """Changes of one file, by chance, to some extent."""

    chance: random.Random
    extent: Extent

    def damaged(self, data: bytes) -> bytes:
        """Bytes changed wherever they stand: of an encoding, of a tag, of a sign in Chinese."""
        out = list(data)
        self._mutate(out, lambda: self.chance.randrange(256), str.encode)
        return bytes(out)

    def reworded(self, data: bytes) -> bytes:
        """Characters changed; of XML, those between tags, or whole elements; of JSON, those of one word of it."""
        encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
        text = data.decode(encoding)
        begun = text.lstrip()[:2]
        changes = {"<": self._of_xml, '{"': self._of_json}
        change = next((changes[sign] for sign in changes if begun.startswith(sign)), self._of_text)
        return change(text).encode(encoding)

    def _of_text(self, text: str) -> str:
        out = list(text)
        self._mutate(out, lambda: self.chance.choice(_CHARACTERS), str)
        return "".join(out)

    def _of_json(self, text: str) -> str:
        pieces = _QUOTED.split(text)  # keys and values at odd places
        at = self.chance.randrange(1, len(pieces), 2)
        pieces[at] = json.dumps(self._of_text(json.loads(pieces[at])), ensure_ascii=False)
        return "".join(pieces)

    def _of_xml(self, text: str) -> str:
        chance = self.chance
        elements = [found.span() for found in _ELEMENT.finditer(text)]
        if elements and chance.random() < _MOVED:
            (start, end), (to, _) = chance.choice(elements), chance.choice(elements)
            text = text[:to] + text[start:end] * chance.choice(self.extent.times) + text[to:]
        pieces = _TAGS.split(text)  # words at even places, tags between them
        worded = [i for i in range(2, len(pieces), 2) if pieces[i].strip()]
        for at in worded and [chance.choice(worded)]:
            pieces[at] = escape(self._of_text(unescape(pieces[at])))
        return "".join(pieces)

    def _mutate(
        self,
        out: list[_Unit],
        other: Callable[[], _Unit],
        written: Callable[[str], Iterable[_Unit]],
    ) -> None:
        """Change up to eight places of some bytes or characters: `other` gives one, `written` those of a piece."""
        chance, extent = self.chance, self.extent

        def replace(at: int) -> None:
            out[at : at + 1] = [other()]

        def cut(at: int) -> None:
            del out[at : at + chance.randint(1, 60)]

        def double(at: int) -> None:
            out[at:at] = out[at : at + chance.randint(1, 400)] * chance.randint(1, extent.doubled)

        def put(at: int) -> None:
            out[at:at] = list(written(chance.choice(REPEATED))) * chance.choice(extent.times)

        for _ in range(chance.randint(1, 8)):
            chance.choice((replace, cut, double, put))(chance.randrange(len(out) + 1))
