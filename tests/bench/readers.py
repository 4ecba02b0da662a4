"""`python -m tests.bench.readers`: is each word under the one who said it, and is what went wrong told?

Two tables: the files of ../shared/stenographers with their truth, and real records turned back into
eight layouts, those that were looked at while rules were made apart from those that never were.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields
from itertools import chain, compress, repeat
from operator import add
from pathlib import Path

from minutes.records.document import parse
from minutes.records.head_lines import is_section
from minutes.records.speaker_labels import is_not_known
from minutes.text.folding import fold
from pipeline.readers.audit.passages import CannotCount
from pipeline.readers.audit.report import passages_of
from pipeline.readers.reading import Imported, ImportNote, ImportProblem, read
from tests.bench.layouts import LAYOUTS, Turn, is_seen, layouts_of, turns_of
from tests.bench.note_codes import DOUBTED, MISSED

SHARED = Path(__file__).parents[3] / "shared"
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


def stenographers(folder: Path = SHARED / "stenographers") -> Iterator[tuple[str, Score]]:
    """Each file of a folder that has its truth beside it, with its score."""
    for file, turns in truths(folder):
        yield file.name, score(file.read_bytes(), file.name, turns)


def truths(folder: Path) -> Iterator[tuple[Path, list[Turn]]]:
    """Each file of a folder with its truth (NAME.truth.json)."""
    for truth in sorted(folder.glob("*.truth.json")):
        stem = truth.name.removesuffix(".truth.json")
        file = next(f for f in folder.glob(f"{stem}.*") if f != truth)
        yield file, [(who, words) for who, words in json.loads(truth.read_text("utf-8"))["turns"]]


def records(
    every: int, each: int, start: int = 0, seed: int | None = None
) -> Iterator[tuple[str, bool, Score]]:
    """Layout, whether the record was seen, and score, of real records turned back; by a seed in an order in which
    a run that is stopped has seen a fair sample."""
    files = sorted([*(SHARED / "corpus").glob("*.md"), *(SHARED / "network").glob("*.md")])
    tries = [(path, one) for path in files[start::every] for one in layouts_of(path, each)]
    if seed is not None:
        random.Random(seed).shuffle(tries)
    for path, layout in tries:
        title, turns = turns_of(path)
        if any(speaker for speaker, _ in turns):
            made = score(layout.write(title, turns), f"{path.stem}{layout.suffix}", turns)
            made.wrong = [f"{layout.name}: {what}" for what in made.wrong]
            yield layout.name, is_seen(path), made


def until_stopped(
    minutes: float, scores: Iterator[tuple[str, bool, Score]]
) -> Iterator[tuple[str, bool, Score]]:
    """As many scores as come within the minutes, or before somebody stops the run."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    end = time.monotonic() + 60 * minutes
    with suppress(KeyboardInterrupt):
        for made in scores:
            yield made
            if time.monotonic() > end:
                return


HEAD = f"{'':34}{'files':>6}{'turns':>8}{'right':>9}{'lost':>7}{'missed':>8}{'false':>7}{'silent':>8}{'told':>6}{'nowhere':>8}{'s/30k':>7}"


def row(name: str, made: Score) -> str:
    """One line of a table."""
    refused = "  refused" if made.refused else ""
    return (
        f"{name:34}{made.files:6}{made.turns:8}{made.share:8.2f}%{made.lost:7}"
        f"{made.missed:8}{made.false:7}{made.silent:8}{made.told:6}{made.nowhere:8}{made.slowest:7.2f}{refused}"
    )


def main() -> int:
    """Print both tables; with `--wrong`, every turn that is not right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="Only each Nth real record.")
    options.add_argument("--from", type=int, default=0, dest="start", help="The first of them.")
    options.add_argument("--each", type=int, default=2, help="In how many layouts each is tried.")
    options.add_argument(
        "--seed",
        type=int,
        help="Records alone, in an order by this seed, so that the run may be stopped.",
    )
    options.add_argument("--minutes", type=float, default=600, help="Stop after so many.")
    options.add_argument("--wrong", action="store_true", help="List what is wrong in seen files.")
    options.add_argument("--only", default="", help="Only files or layouts with these words.")
    options.add_argument("--folder", type=Path, help="Another folder of files, and no records.")
    chosen = options.parse_args()
    lines = [HEAD]
    wrong: list[str] = []
    files = Score()
    folders = [chosen.folder or SHARED / "stenographers"] * (chosen.seed is None)
    for name, made in chain.from_iterable(map(stenographers, folders)):
        if chosen.only in name:
            lines.append(row(name, made))
            wrong += made.wrong
            files.add(made)
    lines.append(row("all files", files))
    chosen.every *= not chosen.folder
    totals: dict[tuple[str, bool], Score] = {}
    turned = (
        records(chosen.every, chosen.each, chosen.start, chosen.seed) if chosen.every else iter(())
    )
    for layout, seen, made in until_stopped(chosen.minutes, turned):
        if chosen.only in layout:
            totals.setdefault((layout, seen), Score()).add(made)
            wrong += made.wrong if seen else []
    for seen in (True, False):
        lines += ["", "seen" if seen else "unseen"]
        lines += [
            row(one.name, totals[one.name, seen]) for one in LAYOUTS if (one.name, seen) in totals
        ]
    turned_back = Score()
    for total in totals.values():
        turned_back.add(total)
    if turned_back.files:
        lines += [
            "",
            row("turned back", turned_back),
            f"false speakers in 200 of them: {200 * turned_back.false / turned_back.files:.2f}",
        ]
    if chosen.wrong:
        lines += ["", *wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
