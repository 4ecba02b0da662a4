"""What an import of a transcript got right: whose each letter is against the truth, and what the report says of the others."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from itertools import compress, repeat
from operator import add

from minutes.records.document import parse
from minutes.records.head_lines import is_section
from minutes.records.speaker_labels import is_not_known
from minutes.text.folding import fold
from pipeline.readers.audit.passages import CannotCount
from pipeline.readers.audit.report import passages_of
from pipeline.readers.reading import Imported, ImportNote, ImportProblem, read
from tests.bench.layouts import Turn
from tests.bench.note_codes import DOUBTED, MISSED

_BRACKETED = re.compile(r"[（(\[［].*[）)\]］]", re.S)
_REMARKS = re.compile(r"([（(][^（）()]*[）)]|[\[［][^\[\]［］]*[\]］])")
_LINK = re.compile(r"\]\((?:https?:|mailto:)[^)]*\)")
_MARK = re.compile(r"\\?\[\d{1,3}\\?\]")
_SENTENCES = re.compile(r"(?<=[。！？；，：!?:\n])")
_PLACE = re.compile("（(?:紀錄)?第")
_NUMBERED_PLACE = re.compile(r"第 \d+ (?:行|段字幕|段)")
_NOBODY = {"不明發言者", "Unknown speaker"}


def squeezed(words: str) -> str:
    """The letters and digits alone, without marks of footnotes: what is compared."""
    return "".join(filter(str.isalnum, fold(html.unescape(_MARK.sub("", _LINK.sub("]", words))))))


@dataclass(slots=True)
class Score:
    """What one or many imports got right; `missed` and `false` are labels, `silent` those untold.

    `told` are the places that the reports name as doubtful, right or wrong.
    """

    files: int = 0
    turns: int = 0
    right: int = 0
    words: int = 0
    lost: int = 0
    missed: int = 0
    false: int = 0
    silent: int = 0
    told: int = 0
    nowhere: int = 0  # letters of the file that are neither in the record nor said to be left out
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0  # seconds of CPU for 30,000 characters
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another score in."""
        for each in fields(self):
            together = max if each.name == "slowest" else add
            setattr(self, each.name, together(getattr(self, each.name), getattr(other, each.name)))

    @property
    def share(self) -> float:
        """Per cent of turns whose words all stand under their speaker."""
        return 100 * self.right / self.turns if self.turns else 100.0


def merged(turns: Iterable[Turn]) -> list[tuple[str | None, list[str]]]:
    """Turns, those of one speaker that follow each other as one."""
    out: list[tuple[str | None, list[str]]] = []
    for speaker, paragraphs in turns:
        if out and out[-1][0] == speaker:
            out[-1][1].extend(paragraphs)
        else:
            out.append((speaker, list(paragraphs)))
    return out


@dataclass(slots=True)
class Said:
    """An import as one stream of letters and digits, with the speaker of each."""

    letters: str
    speakers: list[str | None]
    names: set[str]
    whole: str  # with the labels

    @property
    def begins(self) -> int:
        """Where the first one speaks; 0 where nobody does."""
        return next((at for at, who in enumerate(self.speakers) if who), 0)


def said(result: Imported) -> Said:
    """The words of an import in order: title, sections, narratives, speeches."""
    letters: list[str] = []
    speakers: list[str | None] = []
    names: set[str] = set()
    for item in parse(result.markdown).items:
        who = item.speaker if item.type == "speech" else None
        who = None if who in _NOBODY else who
        words = squeezed(item.text)
        letters.append(words)
        speakers += [who] * len(words)
        names |= {who} if who else set()
    return Said("".join(letters), speakers, names, squeezed(result.markdown))


def score(data: bytes, filename: str, turns: list[Turn]) -> Score:
    """One import against its truth."""
    begun = time.process_time()
    try:
        result = read(data, filename)
    except ImportProblem as problem:
        return Score(files=1, refused=1, wrong=[f"{filename}: refused, {problem.code}"])
    took = time.process_time() - begun
    made = scored(result, filename, _in_file(turns, data))
    made.seconds = took
    if made.words > 3000:
        made.slowest = took * 30_000 / made.words
    return made


def _in_file(turns: list[Turn], data: bytes) -> list[Turn]:
    """The turns without notes of nobody that stand nowhere in the file, counted without any reader: none could tell."""
    try:
        words = "".join(squeezed(passage.letters) for passage in passages_of(data))
    except CannotCount:
        return turns
    return [(who, said) for who, said in turns if who or any(squeezed(w) in words for w in said)]


def scored(result: Imported, filename: str, turns: list[Turn]) -> Score:
    """What was read against its truth."""
    stream = said(result)
    report = Report(result)
    nowhere = result.count.letters if result.count else 0
    made = Score(files=1, told=report.places, nowhere=nowhere)
    turns = [(None if who and is_not_known(who) else who, words) for who, words in turns]
    made.words = sum(len(squeezed(w)) for _, paragraphs in turns for w in paragraphs)
    called = _called(turns, stream)
    right = {called.get(s, s) for s, _ in turns if s} | {s for s, _ in turns if s}
    false = {n for n in stream.names if not any(_same(n, other) for other in right)}
    # A short word of who speaks first (是。) stands in the head too.
    at, bad = stream.begins if turns[:1] and turns[0][0] else 0, dict[str, set[str]]()
    for speaker, paragraphs in merged(turns):
        made.turns += 1
        found = _found(paragraphs, stream, at)
        at = found.end
        made.lost += found.lost
        wanted = called.get(speaker or "", speaker)
        # Words wholly in brackets are a gesture as well as a remark, and the label 決議 is a heading: nobody's is right too.
        nobodys = is_section(speaker or "") or any(map(_BRACKETED.fullmatch, paragraphs))
        fits = all(_same(who, wanted) or (nobodys and who is None) for who in found.speakers)
        if found.whole and fits:
            made.right += 1
        else:
            others = {who for who in found.speakers if who and who != wanted}
            bad.setdefault(speaker or "", set()).update(others, () if found.whole else false)
            made.wrong.append(
                f"{filename}: {speaker} → {sorted(map(str, found.speakers))}: {paragraphs[0][:50]}"
            )
    for speaker, others in bad.items():
        made.missed += 1
        if not report.tells(speaker, others):
            made.silent += 1
            made.wrong.append(f"{filename}: silent about {speaker or '(nobody)'}, {others}")
    for name in false:
        made.false += 1
        made.silent += not report.tells(name, {name})
        made.wrong.append(f"{filename}: false speaker {name}")
    return made


class Report:
    """The notes of an import on labels: which are told, and at how many places."""

    def __init__(self, result: Imported) -> None:
        notes = (*result.guessed, *result.dropped)
        self.entries = Counter(entry for n in notes for entry in _entries(n))
        self.missed = "\n".join(n.what_zh for n in notes if n.code in MISSED | DOUBTED)
        self.doubted = "\n".join(n.what_zh for n in notes if n.code in DOUBTED)
        self.places = len(_PLACE.findall(self.missed))
        self.nobody = any(n.code == "no-speakers" for n in notes)

    def tells(self, speaker: str, others: Iterable[str]) -> bool:
        """Whether it names a speaker whose words stand under others, or one of these as doubtful, or says that
        nobody was recognised at all."""
        named = bool(speaker) and speaker in self.missed
        return self.nobody or named or any(other in self.doubted for other in others)


def _entries(note: ImportNote) -> list[str]:
    """What a note names as doubtful, without the places, which differ where a line more stands above."""
    if note.code not in MISSED | DOUBTED | {"no-speakers"}:
        return []
    return _NUMBERED_PLACE.sub("", note.what_zh).split("、")


def _same(one: str | None, other: str | None) -> bool:
    return one == other or (
        one is not None and other is not None and squeezed(one) == squeezed(other) != ""
    )


def _called(turns: list[Turn], stream: Said) -> dict[str, str]:
    """Where the file calls people by labels of its own (語者1), whom each label means: one to one."""
    if any(_same(name, speaker) for name in stream.names for speaker, _ in turns if speaker):
        return {}
    votes: Counter[tuple[str, str]] = Counter()
    at = 0
    for speaker, paragraphs in turns:
        found = _found(paragraphs, stream, at)
        at = found.end
        if speaker and len(found.speakers) == 1 and (name := next(iter(found.speakers))):
            votes[speaker, name] += 1
    called: dict[str, str] = {}
    for (speaker, name), _ in votes.most_common():
        if speaker not in called and name not in called.values():
            called[speaker] = name
    return called


@dataclass(slots=True)
class _Found:
    """Under whom words stand and where they end; `whole` where no label divides them, `lost` the letters
    that stand nowhere in the record, not even in a label."""

    end: int
    speakers: set[str | None] = field(default_factory=set)
    whole: bool = True
    lost: int = 0


def _found(paragraphs: list[str], stream: Said, at: int) -> _Found:
    found = _Found(at)
    for paragraph in paragraphs:
        words = squeezed(paragraph)
        place = stream.letters.find(words, found.end)
        place = place if place >= 0 else stream.letters.find(words)
        if place < 0:
            found.whole = False
            pieces = map(squeezed, _SENTENCES.split(paragraph))
            found.lost += sum(len(p) for p in pieces if p not in stream.whole)
            continue
        whose = stream.speakers[place : place + len(words)]
        found.speakers |= set(compress(whose, _told_to_be_said(paragraph, whose))) or set(whose)
        found.end = max(found.end, place + len(words))
    return found


def _told_to_be_said(paragraph: str, whose: list[str | None]) -> Iterable[bool]:
    """For each letter, whether it counts whose it is: a remark in brackets among words, （笑）, may be nobody's too."""
    pieces = _REMARKS.split(paragraph)
    remark = [n % 2 == 1 for n, piece in enumerate(pieces) for _ in squeezed(piece)]
    if len(remark) != len(whose):
        return repeat(True)
    return (who is not None or not is_remark for who, is_remark in zip(whose, remark, strict=True))
