"""Records and what people do to them, with the truth of what came of which speech."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from hypothesis import strategies as st

from pipeline.history.wordings.alignment import align, goes_on
from pipeline.history.wordings.rereading import read

# Words of invented meetings, in both scripts; a draw of them makes prose that is like no other by chance.
HAN = (
    "今天先請主辦機關說明公園遊具遮陽目前辦理情形預算由地方編列圖書館夜間還書動線已經確認步道里程牌"
    "材質採用再生塑膠民眾反映表單記憶功能不便請資訊單位評估下次會議前提出書面資料謝謝各位與會代表意見"
    "我們認為應該分階段試辦三個據點再檢討成效如果沒有其他問題就照這個方向進行"
)
LATIN = [
    "shade",
    "trail",
    "library",
    "night",
    "return",
    "form",
    "memory",
    "budget",
    "agency",
    "report",
    "pilot",
    "sites",
    "review",
    "review",
    "step",
    "public",
    "comment",
    "council",
    "meeting",
    "next",
    "material",
    "plastic",
    "record",
    "sample",
    "demo",
    "park",
    "ground",
    "table",
    "people",
    "voice",
    "clear",
    "open",
]
SPEAKERS = ("王範例", "李樣本", "陳示範", "Sam Sample")
OPERATIONS = (
    "insert",
    "delete",
    "swap",
    "split",
    "merge",
    "change",
    "form",
    "punctuation",
    "speaker",
    "copy",
    "file",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A speech, and which of the first speeches it came of."""

    speaker: str
    words: str
    of: frozenset[int]


@dataclass(frozen=True, slots=True)
class Edited:
    """A record before and after; each speech afterwards tells of which it came. `renamed`: the file
    has another name and title too, and only what was said tells that it is the same record."""

    old: str
    new: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]
    renamed: bool = False

    def wrong(self) -> list[tuple[str, str]]:
        """Ids that lead as revised to words which came of another speech."""
        old, new = read(self.old), read(self.new)
        ids_old = [p.id for p in old.pieces if p.type == "speech"]
        ids_new = [p.id for p in new.pieces if p.type == "speech"]
        assert (len(ids_old), len(ids_new)) == (len(self.before), len(self.after))
        if self.renamed and not goes_on(old.pieces, new.pieces):
            return []  # to the ledger they are two records
        first = {ident: n for n, ident in enumerate(ids_old)}
        later = {ident: n for n, ident in enumerate(ids_new)}
        return [
            (fate.old, fate.new[0])
            for fate in align(old.pieces, new.pieces).fates
            if fate.kind == "revised" and fate.old in first
            if not self._same(first[fate.old], later.get(fate.new[0], -1))
        ]

    def _same(self, old: int, new: int) -> bool:
        # Copies hold the same words: whoever is led to one of them reads what was cited.
        return new >= 0 and (
            old in self.after[new].of or self.before[old].words == self.after[new].words
        )


def text_of(speeches: list[Said] | tuple[Said, ...], title: str = "範例") -> str:
    words = "".join(f"### {s.speaker}：\n{s.words}\n\n" for s in speeches)
    return f"# 2026-01-05 {title}\n\n{words}"


def _sentence(draw: st.DrawFn) -> str:
    size = draw(st.integers(3, 80))
    if draw(st.booleans()):
        start = draw(st.integers(0, 10_000))
        step = draw(st.integers(1, 60))
        return "".join(HAN[(start + n * step + n * n) % len(HAN)] for n in range(size)) + "。"
    words = draw(st.lists(st.sampled_from(LATIN), min_size=1, max_size=max(1, size // 4)))
    return " ".join(words) + "."


def _changed(draw: st.DrawFn, words: str) -> str:
    """At most three characters of ten are others."""
    letters = list(words)
    for place in draw(
        st.lists(st.integers(0, len(letters) - 1), max_size=max(1, len(letters) * 3 // 10))
    ):
        letters[place] = draw(st.sampled_from("甲乙丙丁abc"))
    return "".join(letters)


@st.composite
def edited_records(draw: st.DrawFn, most: int = 4) -> Edited:
    """A record of up to twelve speeches, and up to `most` edits of it."""
    count = draw(st.integers(1, 12))
    before = [
        Said(draw(st.sampled_from(SPEAKERS)), _sentence(draw), frozenset({n})) for n in range(count)
    ]
    after = list(before)
    operations = draw(st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=most))
    for operation in operations:
        if after:
            _edit(draw, operation, after)
    renamed = "file" in operations
    new = text_of(after, "另一個名字" if renamed else "範例")
    return Edited(text_of(before), new, tuple(before), tuple(after), renamed)


def _edit(draw: st.DrawFn, operation: str, speeches: list[Said]) -> None:
    at = draw(st.integers(0, len(speeches) - 1))
    one = speeches[at]
    match operation:
        case "insert":
            made = Said(draw(st.sampled_from(SPEAKERS)), _sentence(draw), frozenset())
            speeches.insert(at, made)
        case "delete" | "swap" | "copy":
            del speeches[at]
            if operation != "delete":
                speeches.insert(draw(st.integers(0, len(speeches))), one)
            if operation == "copy":
                speeches.insert(at, one)
        case "split" if len(one.words) > 4:
            cut = draw(st.integers(2, len(one.words) - 2))
            pieces = [
                Said(one.speaker, w.strip() or "。", one.of)
                for w in (one.words[:cut], one.words[cut:])
            ]
            speeches[at : at + 1] = pieces
        case "merge" if at + 1 < len(speeches) and speeches[at + 1].speaker == one.speaker:
            other = speeches[at + 1]
            speeches[at : at + 2] = [Said(one.speaker, one.words + other.words, one.of | other.of)]
        case "change":
            speeches[at] = Said(one.speaker, _changed(draw, one.words), one.of)
        case "form":
            form = draw(st.sampled_from(("NFC", "NFD", "NFKC")))
            speeches[at] = Said(one.speaker, unicodedata.normalize(form, one.words), one.of)
        case "punctuation":
            table = str.maketrans("，。.", ",.。")
            speeches[at] = Said(one.speaker, one.words.translate(table), one.of)
        case "speaker":
            _rename(draw, one.speaker, speeches)


def _rename(draw: st.DrawFn, old: str, speeches: list[Said]) -> None:
    label = draw(st.sampled_from((*SPEAKERS, "王範列", "新標籤")))
    for number, said in enumerate(speeches):
        if said.speaker == old:
            speeches[number] = Said(label, said.words, said.of)
