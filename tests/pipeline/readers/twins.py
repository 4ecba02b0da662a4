"""What differs between Akoma Ntoso debates and their Markdown twins, and why: computed, not judged.

`python -m tests.pipeline.readers.twins` prints the list of exceptions that is kept in
`tests/data/akn_exceptions.yaml`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from pathlib import Path

from lxml import etree

from minutes.records.document import parse
from pipeline.readers.reading import read

SHARED = Path(__file__).resolve().parents[4] / "shared"
LOSSES = ("", "first-paragraph", "from-label")
ALIKE = 0.5  # of their characters: two sentences that are one, worded differently

_SENTENCE = re.compile(r"[^。！？.!?]+[。！？.!?]*|[。！？.!?]+")

Said = tuple[str, str]  # who, sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between an import and its twin, in sentences under their speaker.

    `loss` is what the twin's making cost it everywhere; what follows is left when that is taken from
    the debate too. `reworded` sentences are alike, and `characters` of them differ, the first ones
    being `first`; `missing` ones stand in the debate and not in the twin; of `added` ones it is the
    other way round; `elsewhere` ones stand in the debate, where the twin kept another paragraph.
    `unexplained` ones are the reader's fault: not in the debate, though the import has them.
    """

    loss: str = ""
    lost: int = 0
    reworded: int = 0
    characters: int = 0
    first: str = ""
    missing: int = 0
    elsewhere: int = 0
    added: int = 0
    turns: int = 0
    unexplained: int = 0

    @property
    def entry(self) -> dict[str, str | int]:
        """The fields that say something."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def bare(text: str) -> str:
    """The text without white space."""
    return re.sub(r"[\s\ufeff]+", "", unicodedata.normalize("NFC", text))


def _key(stem: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", stem).casefold())


def twins(akn: Path, corpus: Path) -> dict[str, tuple[Path, Path]]:
    """Stem → the XML file and its Markdown twin, by name, punctuation and redirects aside."""
    records = {_key(path.stem): path for path in corpus.glob("*.md")}
    rows = [r.split("\t") for r in (corpus / ".redirects").read_text().splitlines() if "\t" in r]
    for old, new in rows:
        for one, other in ((_key(old), _key(new)), (_key(new), _key(old))):
            if other in records:
                records.setdefault(one, records[other])
    found = {p.name.removesuffix(".an.xml"): p for p in sorted(akn.glob("*.an.xml"))}
    return {stem: (p, records[_key(stem)]) for stem, p in found.items() if _key(stem) in records}


@cache
def sentences(markdown: str, names: tuple[tuple[str, str], ...] = ()) -> tuple[Said, ...]:
    """Who said what, sentence by sentence, however a turn is cut into paragraphs; narratives without
    brackets, identifiers as names."""
    known = dict(names)
    spoken: list[Said] = []
    for item in parse(markdown).items:
        if item.type == "heading" and item.level == 1:
            continue
        # A quotation in the middle of a turn was a narrative before its brackets were lost.
        aside = item.type == "narrative" or item.markdown.startswith(">")
        who = "" if aside or not item.speaker else item.speaker
        text = _plain(item.text) if aside else bare(item.text)
        spoken.append((known.get(who.casefold(), who).casefold(), text))
    return tuple(
        (label, sentence)
        for label, turn in groupby(spoken, key=lambda said: said[0])
        for sentence in _SENTENCE.findall("".join(text for _, text in turn))
    )


def _plain(text: str) -> str:
    return re.sub("[()（）]", "", bare(text))


def _turns(said: tuple[Said, ...]) -> list[str]:
    """Who speaks, once a turn."""
    return [who for i, (who, _) in enumerate(said) if i == 0 or said[i - 1][0] != who]


def without(xml: bytes, loss: str) -> bytes:
    """The debate without every paragraph but the first of each speech and narrative, or with each
    speech's words replaced by its `<from>` label, as some twins were made."""
    tree = etree.fromstring(xml.lstrip())
    for speech in tree.iter("speech", "narrative"):
        paragraphs = list(speech.iter("p", "ul"))
        if loss == "first-paragraph":
            for later in paragraphs[1:]:
                later.getparent().remove(later)
        elif loss == "from-label" and speech.find("from") is not None:
            paragraphs[0].text = speech.findtext("from")
            for lost in [*paragraphs[0], *paragraphs[1:]]:
                lost.getparent().remove(lost)
    return etree.tostring(tree, encoding="utf-8")


def difference(xml: Path, twin: Path) -> Difference:
    """What differs, under the loss that leaves least to explain."""
    data = xml.read_bytes()
    whole = _under("", data, data, xml.name, twin)
    if not whole.entry:
        return whole
    found = [
        whole,
        *(_under(loss, without(data, loss), data, xml.name, twin) for loss in LOSSES[1:]),
    ]
    return min(found, key=lambda d: d.reworded + d.missing + d.added + d.elsewhere + d.turns)


def _under(loss: str, data: bytes, whole: bytes, name: str, twin: Path) -> Difference:
    root = etree.fromstring(whole.lstrip())
    people = root.iter("TLCPerson")
    names = tuple((p.get("id").casefold(), " ".join(p.get("showAs").split())) for p in people)
    ours = sentences(read(data, name).markdown)
    theirs = sentences(twin.read_text(), names)
    debate = _plain("".join(root.itertext()))
    given = _plain("".join(etree.fromstring(data.lstrip()).itertext()))
    count: Counter[str] = Counter()
    first = ""
    for old, new in _replaced(ours, theirs):
        if old and new and old[0] == new[0] and _alike(old[1], new[1]):
            changes = list(_changes(old[1], new[1]))
            count["reworded"] += 1
            count["characters"] += sum(max(len(a), len(b)) for a, b in changes)
            first = first or "→".join(part[:8] for part in changes[0])
            continue
        if old:
            count["missing" if _plain(old[1]) in given else "unexplained"] += 1
        if new:
            count["elsewhere" if _plain(new[1]) in debate else "added"] += 1
    heads = SequenceMatcher(None, _turns(ours), _turns(theirs), autojunk=False).get_opcodes()
    turns = sum(max(b - a, d - c) for tag, a, b, c, d in heads if tag != "equal")
    lost = len(sentences(read(whole, name).markdown)) - len(ours) if loss else 0
    return Difference(loss, lost, first=first, turns=turns, **count)


def _replaced(
    ours: tuple[Said, ...], theirs: tuple[Said, ...]
) -> Iterator[tuple[Said | None, Said | None]]:
    """The sentences that differ: pairs that stand in the same place, and the rest one by one."""
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        rest = list(theirs[c:d])
        for old in ours[a:b]:
            best = max(rest, key=lambda new: _likeness(old[1], new[1]), default=None)
            if best is not None and old[0] == best[0] and _alike(old[1], best[1]):
                rest.remove(best)
                yield old, best
            else:
                yield old, None
        for new in rest:
            yield None, new


def _likeness(one: str, other: str) -> float:
    """0 where a bound that costs little shows that they are not alike."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _alike(one: str, other: str) -> bool:
    return _likeness(one, other) >= ALIKE


def _changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield old[a:b], new[c:d]


def main() -> None:
    """Print the exceptions as YAML."""
    lines = ["exceptions:"]
    for stem, (xml, twin) in twins(SHARED / "akn", SHARED / "corpus").items():
        entry = difference(xml, twin).entry
        if entry:
            told = (f'{k}: "{v}"' if k == "first" else f"{k}: {v}" for k, v in entry.items())
            lines.append(f'  "{stem}": {{{", ".join(told)}}}')
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
