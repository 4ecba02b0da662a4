"""`python -m tests.bench.history`: what the ledger of ids costs, and how often it is wrong.

On the real history of `../shared/history/`, or on the repository that is named. Parts: build,
resolve, quotations, change, pages, difference, property (10,000 edited records), scale (a synthetic
history of 2,000 records in 4,500 versions). `--write` puts the lines into `RESULTS_HISTORY.md`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings

from minutes import settings as archive_settings
from minutes.records.document import Item
from minutes.settings import Settings
from minutes.text.folding import is_word
from pipeline.archive.archive import Archive
from pipeline.history import bookkeeping, ledger
from pipeline.history.earlier import read
from pipeline.history.ledger import Ledger
from pipeline.history.wordings import former_words
from pipeline.history.wordings.difference import compare
from pipeline.index import indexer
from pipeline.source.files import find as files_in
from pipeline.source.parser import parse
from pipeline.source.side_files import SideFiles
from tests.bench import clock, synthetic_history
from tests.pipeline.edits import Edited, edited_records
from webapp import create_app

BUNDLE = Path(__file__).parents[3] / "shared" / "history" / "transcripts-2015-2018.bundle"
PARTS = ("build", "resolve", "quotations", "change", "pages", "difference", "property", "scale")
GOALS = {
    "large build": "40 s",
    "change": "1 s",
    "large change": "1 s",
    "pages": "60 ms",
    "difference": "200 ms",
}
EXAMPLES = 10_000
QUOTATIONS = 1_000
RESULTS = Path(__file__).with_name("RESULTS_HISTORY.md")
_HEAD = """\
# The history of an archive

`python -m tests.bench.history --write` on the real history of 632 records (2015–2018, CC0; it was seen while the rules
were made), and on one that a script wrote (`large`). Seconds are those of the processor, those of git included, on a machine
that others may have used at the same time. Read side by side on 2026-11-29, of 844 old ids that lead to a speech with
other words (`python -m tests.bench.readings --seed 41`: the 100 least alike, 100 drawn of the others): 0 of 200 wrong.

| what | measured | goal |
|---|---|---|
"""
_said: list[str] = []


def say(line: str) -> None:
    _said.append(line)
    print(line, flush=True)


class Bench:
    """One run over a repository that may be written to."""

    def __init__(self, repository: Path, data: Path, name: str = "") -> None:
        data.mkdir()
        self.name = name
        self.settings: Settings = archive_settings.load(repository, data)

    def _refresh(self) -> Ledger:
        sides = SideFiles.load(self.settings.transcripts)
        gate = sides.gate(self.settings.archive.zone, ())
        return bookkeeping.refresh(self.settings, gate, sides.redirects, ())

    def build(self) -> None:
        """Process seconds: other work on the machine does not count."""
        at = _seconds()
        book = self._refresh()
        taken = _seconds() - at
        versions = sum(len(life.versions) for life in book.lives)
        size = (self.settings.data / ledger.FILE).stat().st_size
        say(
            f"{self.name}build: {len(book.lives)} records, {versions} versions, {taken:.1f} s, {size:,} bytes"
        )
        kinds = Counter(f.kind for a in book.lives for v in a.versions for f in v.ended)
        say(f"{self.name}build: ids that ended: {sum(kinds.values())}, {dict(kinds)}")
        at = _seconds()
        self._refresh()
        say(f"{self.name}build: nothing new {_seconds() - at:.2f} s")

    def resolve(self) -> None:
        """Every id of every version that ever was there, asked of the site."""
        indexer.refresh(self.settings, jobs=1)
        client = create_app(self.settings).test_client()
        book = ledger.load(self.settings.data)
        ended = {f.old for a in book.lives for v in a.versions for f in v.ended}
        begun = {i for a in book.lives for v in a.versions for i in v.begun}
        found: dict[str, set[str]] = {}
        for ident in sorted(ended | begun):
            code = str(client.get(f"/speech/{ident}").status_code)
            found.setdefault(code, set()).add(ident)
        told = {code: len(ids) for code, ids in sorted(found.items())}
        lost = found.get("404", set())
        hidden = lost & _never_public(book)
        say(f"resolve: ids that ended or began: {told}; unresolved: {sorted(lost - hidden)}")
        say(f"resolve: of versions that could not be public (404): {sorted(hidden)}")

    def change(self) -> None:
        """One more commit, with three speeches mended."""
        folder = self.settings.transcripts
        file = next(f for f in files_in(folder) if f.size > 20_000)
        text = (folder / file.path).read_text(encoding="utf-8")
        (folder / file.path).write_text(text.replace("。", "！", 3), encoding="utf-8")
        words = ["-c", "user.name=n", "-c", "user.email=n@example.invalid", "commit", "-qam", "one"]
        subprocess.run(["git", "-C", str(folder), *words], check=True, timeout=60)
        at = _seconds()
        self._refresh()
        say(f"{self.name}change: one new commit {_seconds() - at:.2f} s")

    def pages(self) -> None:
        """Pages of revisions, each read from the repository for the first time."""
        client = create_app(self.settings).test_client()
        lives = [a for a in ledger.load(self.settings.data).lives if len(a.versions) > 1][:41]
        taken = []
        for number, life in enumerate(lives):
            name = life.versions[0].commit[:12]
            client.get(f"/{quote(life.stems[-1])}/history")
            if not number:  # a site that has been asked before: templates are compiled
                client.get(f"/m/{quote(life.stems[-1])}@{name}")
                continue
            at = time.process_time()
            answer = client.get(f"/m/{quote(life.stems[-1])}@{name}")
            taken.append((time.process_time() - at, answer.status_code))
        seconds = sorted(t for t, code in taken if code == 200)
        if seconds:
            middle, last = seconds[len(seconds) // 2], seconds[-1]
            say(
                f"pages: {len(seconds)} revisions, median {middle * 1000:.0f} ms, worst {last * 1000:.0f} ms"
            )

    def difference(self) -> None:
        """The worst that a file of 16 MB can be."""
        phrase = "我們"
        old = phrase * (16 * 1024 * 1024 // len(phrase.encode()) // 1)
        for name, new in (
            ("one more word", f"{old}啊"),
            ("turned round", old[::-1]),
            ("one in a hundred", old.replace("我們" * 50, "我們" * 49 + "他們")),
        ):
            at = time.process_time()
            told = compare(old, new)
            shown = "shown" if told else "too different to show"
            taken = (time.process_time() - at) * 1000
            say(f"difference: 16 MB of one phrase, {name}: {taken:.0f} ms, {shown}")

    def quotations(self) -> None:
        """True and altered quotations of what records say, and of what only earlier revisions said,
        asked of the site."""
        folder = self.settings.transcripts
        here = [
            item
            for file in files_in(folder)[::3]
            for item in parse((folder / file.path).read_bytes(), file.path).document.items
        ]
        self._quote("quotations", here)
        self._quote("quotations of earlier revisions", list(self._said_once()))

    def _quote(self, what: str, items: list[Item]) -> None:
        chance = random.Random(2026)
        texts = [i.text for i in items if i.type == "speech" and 30 <= len(i.text) <= 400]
        client = create_app(self.settings).test_client()

        def verdict(quotation: str) -> str:
            answer = client.get(f"/api/v1/verify?text={quote(quotation)}")
            return str(answer.get_json().get("verdict", answer.status_code))

        verdict(
            "甲乙丙丁戊己庚辛"
        )  # a site that has been asked before: it has read what was said once
        at = time.process_time()
        true = Counter(verdict(_drawn(chance, chance.choice(texts))) for _ in range(QUOTATIONS))
        altered: Counter[str] = Counter()
        wrong = []
        for _ in range(QUOTATIONS):
            quotation = _altered(chance, chance.choice(texts), chance.choice(texts))
            told = verdict(quotation)
            altered[told] += 1
            wrong += [quotation] if told in {"said", "revised", "removed"} else []
        taken = (time.process_time() - at) / (2 * QUOTATIONS) * 1000
        say(f"{what}: {QUOTATIONS} true ones of {len(texts)} speeches: {dict(true)}")
        say(f"{what}: {QUOTATIONS} altered ones: {dict(altered)}; {taken:.0f} ms each")
        for quotation in wrong:
            say(f"{what}: found, though altered: {quotation!r}")

    def _said_once(self) -> Iterator[Item]:
        """The pieces that a revision has and the next one has not, where they may be shown."""
        view = Archive(self.settings).view()
        for meeting in view.public.meetings:
            for step in former_words.steps(meeting, view.revisions(meeting)):
                pair = (step.before, step.after)
                before, after = (r and read(self.settings.transcripts, meeting, r) for r in pair)
                said = {item.text for item in after.document.items} if after else set()
                items = before.document.items if before else ()
                yield from (item for item in items if item.text not in said)

    def property(self) -> None:
        """Records edited at random: no id may lead to words that did not come of it."""
        counted, wrong = Counter[str](), []

        @given(edited_records())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def look(edited: Edited) -> None:
            counted["records"] += 1
            counted["speeches"] += len(edited.before)
            wrong.extend(edited.wrong())

        look()
        say(f"property: {dict(counted)}, wrongly re-anchored: {len(wrong)}")

    def scale(self) -> None:
        """An archive as large as it may become."""
        work = self.settings.data.parent
        synthetic_history.write(work / "large")
        large = Bench(work / "large", work / "large-data", "large ")
        large.build()
        large.change()


def _never_public(book: Ledger) -> set[str]:
    """The ids that ended after versions none of which could be public: cut off in an upload, say."""
    found, public = set(), set()
    for life in book.lives:
        for number, version in enumerate(life.versions):
            barred = all(v.was_barred for v in life.versions[:number])
            (found if barred else public).update(f.old for f in version.ended)
    return found - public


def _seconds() -> float:
    """Of the processor, for this process and those that it waited for."""
    return sum(os.times()[:4])


def _drawn(chance: random.Random, text: str) -> str:
    """Words of a speech, from a pause or its beginning on, to the end of a word."""
    starts = [0, *(n + 1 for n, c in enumerate(text[:-15]) if c in "，。,.")]
    start = chance.choice(starts)
    end = min(start + chance.randint(12, 120), len(text))
    while end < len(text) and is_word(text[end - 1]) and is_word(text[end]):
        end += 1
    return text[start:end].strip()


def _altered(chance: random.Random, text: str, other: str) -> str:
    """One character changed, a negation dropped, or two speeches joined."""
    kind = chance.choice(("character", "negation", "joined"))
    if kind == "joined":
        return text[-20:] + other[:20]
    at = next((n for n, c in enumerate(text) if c in "不沒未無"), -1)
    if kind == "negation" and at > 0:
        return (text[max(0, at - 15) : at] + text[at + 1 : at + 15]).strip()
    at = chance.randrange(5, 25)
    others = "甲乙丙丁戊己庚辛".replace(text[at], "")
    return text[:at] + chance.choice(others) + text[at + 1 : at + 30]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.history")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="All by default.")
    parser.add_argument("--write", action="store_true", help="Put the lines into the table.")
    parser.add_argument("--repository", type=Path, default=BUNDLE)
    given_words = parser.parse_args()
    if not given_words.repository.exists():
        say(f"{given_words.repository}: not there")
        return 2
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "repository"
        clone = ["git", "clone", "-q", str(given_words.repository), str(copy)]
        subprocess.run(clone, check=True, timeout=300)
        bench = Bench(copy, Path(name) / "data")
        say(f"machine: ten million additions {clock.speed():.2f} s at the start")
        for part in PARTS:
            if part in (given_words.parts or PARTS):
                getattr(bench, part)()
    say(f"machine: ten million additions {clock.speed():.2f} s at the end")
    if given_words.write:
        rows = (line.partition(": ") for line in _said)
        table = "".join(
            f"| {what} | {measured} | {GOALS.get(what, '–')} |\n" for what, _, measured in rows
        )
        RESULTS.write_text(_HEAD + table, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
