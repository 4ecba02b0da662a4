"""`python -m tests.bench.fuzz_readers --files N`: mutated files of every kind; none may crash, hang or grow.

Some hundred files at a time are tried in a process of its own, so that memory is theirs; a file that takes
longer than the limit is stopped. Seconds are those of the processor: others may share the machine. A file counts
as answered where `read` gives a transcript or an `ImportProblem`; everything else is a crash.
"""

from __future__ import annotations

import argparse
import codecs
import io
import multiprocessing
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from xml.sax.saxutils import escape, unescape

from pipeline.readers.reading import ImportProblem, read
from tests.bench.layouts import LAYOUTS, Turn, unpacked

MOST_SECONDS = 20
_CHUNK = 250  # files of one process
_TIMES = (1, 1, 1, 1, 2, 2, 5, 40, 40, 2000)  # how often a piece is put; long files are dear
MOST_BYTES = 1_500_000_000
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
_SRT = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}王示範：好\\N謝謝\n\n2\n00:00:03,000 --> 00:00:04,000\n<v 李範例>不\n"
_PAD = "---\ntags: x\n---\n# 會\n\n**王示範**：好\n\n> 可以\n> [name=李範例] [color=#fff]\n\n:::info\n- [ ] 待辦\n:::\n"
_KEY = "會議\nA：王示範\nB：李範例\n\nA：好。\nB：不好。\nA：（笑） >\n（以下由陳測試發言）\n我反對。\n發言人：王示範\n謝謝。\n"
_TYPED = "會議\n\n時間 | 發言者 | 內容\n--- | --- | ---\n14:00 | **王示範** | 好。<br>謝謝。\n14:01 | 李範例 | a \\| b，c\n"
_TOLD = "# 會議\n# 王示範\n1. 王示範表示，好。\n2. 李範例說：「不。」\n1、王示範\n好。\n——李範例\n<b>陳測試</b>：好\n"
_PAGE = "<html><head><style>.a{font-weight:700;color:#00f}</style></head><body><h1>會議</h1><p><b>王示範</b>：好。</p><p class=a>李範例：不。</p><table><tr><th>發言者</th><th>內容</th></tr><tr><td>王示範</td><td>謝謝。</td></tr></table><ol><li>甲</li></ol></body></html>"
_CODES = "[00:00:01.000 --> 00:00:02.000] SPEAKER_00: 好。\n[00:00:02.000 --> 00:00:03.000] SPEAKER_01: 不。\n王示範\n  9:08 AM\n好\n李範例 — 2026/6/2 下午 8:01\n不\n---\nSPEAKER_00 = 王示範\n紀錄：陳測試（印）\n"
_AN = '<akomaNtoso><debate><debateBody><debateSection><heading>會</heading><speech by="#w"><p>好</p></speech></debateSection></debateBody></debate></akomaNtoso>'
# Beginnings that make careless patterns slow: each is repeated to 100,000 characters and more.
_REPEATED = (
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
    made[".srt"] = [_SRT.encode()]
    made[".md"] = [note.encode() for note in (_PAD, _TYPED, _TOLD)]
    made[".txt"] += [note.encode() for note in (_KEY, _TYPED, _TOLD, _CODES)]
    made[".html"] = [_PAGE.encode()]
    made[".xml"] = [_AN.encode()]
    return made


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with a few places changed, doubled, cut or filled; of a package, those of one part.

    Mostly its words change and it stays well-formed, so that it comes past the decoder to the readers; one in
    five has damaged bytes.
    """
    change = _damaged if chance.random() < _DAMAGED else _reworded
    if data.startswith(b"PK") and (change is _reworded or chance.random() < _DAMAGED_PART):
        return _with_one_part(data, change, chance)
    return change(data, chance)


_DAMAGED = 0.2
_DAMAGED_PART = 0.9  # of damaged packages: the others are damaged as a whole
Change = Callable[[bytes, random.Random], bytes]


def _with_one_part(data: bytes, change: Change, chance: random.Random) -> bytes:
    parts = unpacked(data)
    names = [n for n in parts if n.endswith(".xml")]
    (name,) = chance.choices(names, [len(parts[n]) for n in names])  # mostly where the words are
    parts[name] = change(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed wherever they stand: of an encoding, of a tag, of a sign in Chinese."""
    out = list(data)
    _mutate(out, chance, lambda: chance.randrange(256), str.encode)
    return bytes(out)


def _reworded(data: bytes, chance: random.Random) -> bytes:
    """Characters changed; of XML, those between tags, or whole elements."""
    encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    text = data.decode(encoding)
    change = _of_xml if text.lstrip().startswith("<") else _of_text
    return change(text, chance).encode(encoding)


def _of_text(text: str, chance: random.Random) -> str:
    out = list(text)
    _mutate(out, chance, lambda: chance.choice(_CHARACTERS), str)
    return "".join(out)


def _of_xml(text: str, chance: random.Random) -> str:
    elements = [found.span() for found in _ELEMENT.finditer(text)]
    if elements and chance.random() < _MOVED:
        (start, end), (to, _) = chance.choice(elements), chance.choice(elements)
        text = text[:to] + text[start:end] * chance.choice(_TIMES) + text[to:]
    pieces = _TAGS.split(text)  # words at even places, tags between them
    worded = [i for i in range(2, len(pieces), 2) if pieces[i].strip()]
    for at in worded and [chance.choice(worded)]:
        pieces[at] = escape(_of_text(unescape(pieces[at]), chance))
    return "".join(pieces)


_MOVED = 0.5
_TAGS = re.compile("(<[^<>]*>)")
_ELEMENT = re.compile(
    r"<(w:p|w:r|w:tr|w:tc|w:rPr|w:pPr|text:p|text:span|text:s|speech|p|debateSection)\b[^<>]*(?<!/)>.*?</\1>",
    re.S,
)
_CHARACTERS = (
    "王示範：:，。？！、 \u3000\t\n（）()【】「」0１一第案*#>|-—~\\<&\u200b\ufeff\U0001f600é"
)


def _mutate(
    out: list[_Unit],
    chance: random.Random,
    other: Callable[[], _Unit],
    written: Callable[[str], Iterable[_Unit]],
) -> None:
    """Change up to eight places of some bytes or characters: `other` gives one, `written` those of a piece."""

    def replace(at: int) -> None:
        out[at : at + 1] = [other()]

    def cut(at: int) -> None:
        del out[at : at + chance.randint(1, 60)]

    def double(at: int) -> None:
        out[at:at] = out[at : at + chance.randint(1, 400)] * chance.randint(1, 40)

    def put(at: int) -> None:
        out[at:at] = list(written(chance.choice(_REPEATED))) * chance.choice(_TIMES)

    for _ in range(chance.randint(1, 8)):
        chance.choice((replace, cut, double, put))(chance.randrange(len(out) + 1))


@dataclass(slots=True)
class Tried:
    """What came of the files of one kind."""

    files: int = 0
    read: int = 0
    refused: int = 0
    crashed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0

    def add(self, other: Tried) -> None:
        """Count other files in."""
        self.files += other.files
        self.read += other.read
        self.refused += other.refused
        self.crashed += other.crashed
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)


class Hangs(BaseException):
    """A file took longer than the limit; no handler of a reader catches it."""


def _stop(_signal: int, _frame: object) -> None:
    raise Hangs


def answer(data: bytes, name: str, tried: Tried, what: str) -> None:
    """Read one file and note what came of it."""
    begun = time.process_time()
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        read(data, name)
        tried.read += 1
    except Hangs:
        tried.crashed.append(f"{what}: longer than {MOST_SECONDS} s")
    except ImportProblem as problem:
        tried.refused += 1
        cause = problem.__cause__
        if problem.code == "damaged" and cause is not None and type(cause).__module__ == "builtins":
            tried.crashed += [f"{what}: {cause!r}"] if type(cause) in _OURS else []
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    tried.files += 1
    tried.slowest = max(tried.slowest, time.process_time() - begun)


# What a reader of ours raises by a slip, and `read` turns into "damaged": a crash all the same.
_OURS = (
    AttributeError,
    TypeError,
    IndexError,
    KeyError,
    NameError,
    AssertionError,
    RecursionError,
    UnboundLocalError,
    StopIteration,
)


def try_kind(suffix: str, made: list[bytes], numbers: Iterable[int], seed: int) -> Tried:
    """Mutate the files of one kind, once for each number; the same number gives the same file."""
    tried = Tried()
    for number in numbers:
        chance = random.Random(f"{seed}{suffix}{number}")
        data = mutated(chance.choice(made), chance)
        answer(data, f"a{suffix}", tried, f"{suffix} {number}")
    tried.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return tried


def try_repeated() -> Tried:
    """One short piece again and again, 200 KB of it, as text, note and captions."""
    tried = Tried()
    for piece in _REPEATED:
        text = piece * (200_000 // len(piece))
        for name, whole in (
            ("a.txt", text),
            ("a.md", f"# a\n\n{text}"),
            ("a.srt", _SRT + text),
            ("a.html", f"<html>{text}"),
        ):
            answer(whole.encode(), name, tried, f"{piece!r} in {name}")
    tried.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return tried


_Task = tuple[str, Callable[..., Tried], tuple[object, ...]]


def _tried(task: _Task) -> tuple[str, Tried]:
    name, work, given = task
    return name, work(*given)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is tried: so many files in all, by so many processes, for no longer than so many minutes."""

    files: int
    minutes: float = 24 * 60
    jobs: int = 1


def runs(budget: Budget, seed: int, wanted: Container[str] = ()) -> dict[str, Tried]:
    """Each kind, or each that is wanted, with what came of its share of the files: all kinds take turns, so that
    each has had its part whenever the time is over."""
    kinds = {suffix: made for suffix, made in seeds().items() if not wanted or suffix in wanted}
    share = budget.files // len(kinds)
    rounds = [range(begun, min(begun + _CHUNK, share)) for begun in range(0, share, _CHUNK)]
    tasks: list[_Task] = [
        (suffix, try_kind, (suffix, made, numbers, seed))
        for numbers in rounds
        for suffix, made in kinds.items()
    ]
    tasks.append(("repeated", try_repeated, ()))
    came = {name: Tried() for name, _, _ in tasks}
    until = time.monotonic() + 60 * budget.minutes
    context = multiprocessing.get_context("spawn")
    with context.Pool(budget.jobs, maxtasksperchild=1) as pool:
        for name, tried in pool.imap_unordered(_tried, tasks):
            came[name].add(tried)
            if time.monotonic() > until:
                break
    return came


def main() -> int:
    """Print the table; exit code 1 where something crashed, took too long or grew too large."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=100_000)
    options.add_argument("--minutes", type=float, default=24 * 60, help="No longer.")
    options.add_argument("--jobs", type=int, default=1, help="Processes beside each other.")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--kinds", nargs="*", default=(), help="Suffixes; else all kinds.")
    chosen = options.parse_args()
    budget = Budget(chosen.files, chosen.minutes, chosen.jobs)
    came = runs(budget, chosen.seed, chosen.kinds)
    sys.stdout.write(
        f"{'kind':10}{'files':>8}{'read':>8}{'refused':>9}{'crashed':>9}{'slowest':>9}{'MB':>7}\n"
    )
    for name, tried in came.items():
        sys.stdout.write(
            f"{name:10}{tried.files:8}{tried.read:8}{tried.refused:9}{len(tried.crashed):9}"
            f"{tried.slowest:8.2f}s{tried.memory // 1_000_000:7}\n"
        )
        sys.stdout.write("".join(f"  {line}\n" for line in tried.crashed[:20]))
    return int(any(map(_is_bad, came.values())))


def _is_bad(tried: Tried) -> bool:
    return bool(tried.crashed) or tried.slowest > MOST_SECONDS or tried.memory > MOST_BYTES


if __name__ == "__main__":
    sys.exit(main())
