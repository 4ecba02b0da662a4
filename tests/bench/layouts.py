"""Real records turned back into the files in which they arrive: eight layouts, each with its truth."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from minutes.records.document import parse
from minutes.text.folding import is_han
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.word_files import para, run, table, word_file

Turn = tuple[str | None, list[str]]
_SECONDS = 20  # a caption's or a row's distance to the next; any would do


@dataclass(frozen=True, slots=True)
class Layout:
    """A way of writing a transcript down: its file suffix, and the bytes that it makes of turns."""

    name: str
    suffix: str
    write: Callable[[str, list[Turn]], bytes]
    bare: bool = False  # nothing but bold type says that a line is a name


def turns_of(path: Path) -> tuple[str, list[Turn]]:
    """Title and turns of a record; sections and narratives are nobody's.

    In a few records the label of another one who speaks there (陳宗蔚：) stands as the words of who spoke before, or before
    those of the other. In a file nobody could take it for anything but a label, so it is left out, or one.
    """
    document = parse(path.read_text("utf-8"))
    names = {_named(item.speaker) for item in document.items if item.speaker}
    turns: list[Turn] = []
    for item in document.items:
        words = " ".join(item.text.split())
        label = words.endswith((":", "：")) and _named(words) in names
        if not words or label or (item.type == "heading" and item.level == 1):
            continue
        if item.type == "narrative" and not (words[0] in "（(" and words[-1] in "）)"):
            words = f"（{words}）"
        speaker = _named(item.speaker) if item.speaker else None
        other, colon, said = words.partition("：")
        if colon and said and _named(other) in names - {speaker} and item.type == "speech":
            speaker, words = _named(other), said.strip()
        turns.append((speaker if item.type == "speech" else None, [words]))
    return document.heading or path.stem, turns


def _named(label: str) -> str:
    return " ".join(label.split()).rstrip(":： ")


def _speeches(turns: list[Turn]) -> Iterator[tuple[str | None, bool, str]]:
    """Speaker, whether the label is due, and words of each paragraph."""
    before: str | None = None
    for speaker, paragraphs in turns:
        for words in paragraphs:
            yield speaker, speaker is not None and speaker != before, words
            before = speaker if speaker is not None or not words.startswith("（") else before


def _colon(name: str) -> str:
    return f"{name}：" if any(map(is_han, name)) else f"{name}: "


def _word_bold_line(title: str, turns: list[Turn]) -> bytes:
    blocks = [para(run(title), style="Title")]
    for speaker, due, words in _speeches(turns):
        blocks += [para(run(speaker, bold=True))] if due and speaker else []
        blocks.append(para(run(words)))
    return word_file(*blocks)


def _word_colon(title: str, turns: list[Turn]) -> bytes:
    blocks = [para(run(title))]
    for speaker, due, words in _speeches(turns):
        label = _colon(speaker) if due and speaker else ""
        blocks.append(para(run(f"{label}{words}")))
    return word_file(*blocks)


def _word_tab(title: str, turns: list[Turn]) -> bytes:
    blocks = [para(run(title))]
    for speaker, due, words in _speeches(turns):
        name = run(speaker) + "<w:r><w:tab/></w:r>" if due and speaker else ""
        blocks.append(f"<w:p>{name}{run(words)}</w:p>")
    return word_file(*blocks)


def _word_table(title: str, turns: list[Turn]) -> bytes:
    rows: list[tuple[str, ...]] = [("時間", "發言者", "發言內容")]
    for number, (speaker, _, words) in enumerate(_speeches(turns)):
        rows.append((_clock(number), speaker or "", words))
    return word_file(para(run(title)), table(*(tuple(map(run, row)) for row in rows)))


def _text_brackets(title: str, turns: list[Turn]) -> bytes:
    lines = [title, ""]
    for speaker, due, words in _speeches(turns):
        lines.append(f"【{speaker}】{words}" if due else words)
    return "\n".join(lines).encode()


def _captions(title: str, turns: list[Turn]) -> bytes:
    cues = [f"WEBVTT\n\nNOTE {title}"]
    number = 0
    for speaker, _, words in _speeches(turns):
        for at in range(0, len(words), 60):
            said = escape(words[at : at + 60])
            words_of = f"<v {escape(speaker)}>{said}</v>" if speaker else said
            start, end = _clock(number), _clock(number + 1)
            cues.append(f"{start}.000 --> {end}.000\n{words_of}")
            number += 1
    return "\n\n".join(cues).encode()


def _open_document(title: str, turns: list[Turn]) -> bytes:
    lines = [odt_line(title)]
    for speaker, due, words in _speeches(turns):
        lines.append(odt_line(words, bold=_colon(speaker) if due and speaker else ""))
    return odt_file(*lines)


def _text_clock(title: str, turns: list[Turn]) -> bytes:
    lines = [title]
    for number, (speaker, due, words) in enumerate(_speeches(turns)):
        lines += ["", f"{_clock(number)} {speaker}"] if due else []
        lines.append(words)
    return "\n".join(lines).encode("utf-16")


def _clock(number: int) -> str:
    seconds = number * _SECONDS
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


LAYOUTS = (
    Layout("docx, bold names alone", ".docx", _word_bold_line, bare=True),
    Layout("docx, name and colon", ".docx", _word_colon),
    Layout("docx, name and tab", ".docx", _word_tab),
    Layout("docx, table of three columns", ".docx", _word_table),
    Layout("txt, 【name】", ".txt", _text_brackets),
    Layout("vtt, voices", ".vtt", _captions),
    Layout("odt, bold name and colon", ".odt", _open_document),
    Layout("txt (UTF-16), time and name", ".txt", _text_clock),
)


def layouts_of(path: Path, each: int, seed: int = 0) -> list[Layout]:
    """Which layouts a record is tried in: `each` of them, always the same for a seed."""
    first = zlib.crc32(f"{seed}{path.stem}".encode()) % len(LAYOUTS)
    return [LAYOUTS[(first + step) % len(LAYOUTS)] for step in range(each)]


def is_seen(path: Path, seed: int = 0) -> bool:
    """Whether a record may be looked at while rules are made; the other half is only measured."""
    return zlib.crc32(f"seen{seed}{path.stem}".encode()) % 2 == 0


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
