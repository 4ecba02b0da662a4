"""Real debates in Akoma Ntoso against the Markdown that the same records became elsewhere."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from minutes.document import parse
from pipeline.readers import read

EXCEPTIONS = Path(__file__).parents[2] / "data" / "akn_exceptions.yaml"


def bare(text: str) -> str:
    return re.sub(r"[\s\ufeff]+", "", unicodedata.normalize("NFC", text))


def key(stem: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", stem).casefold())


def twins(akn: Path, corpus: Path) -> dict[str, tuple[Path, Path]]:
    """Stem → the XML file and its Markdown twin, by name, punctuation and redirects aside."""
    records = {key(path.stem): path for path in corpus.glob("*.md")}
    rows = [r.split("\t") for r in (corpus / ".redirects").read_text().splitlines() if "\t" in r]
    for old, new in rows:
        for one, other in ((key(old), key(new)), (key(new), key(old))):
            if other in records:
                records.setdefault(one, records[other])
    found = {p.name.removesuffix(".an.xml"): p for p in sorted(akn.glob("*.an.xml"))}
    return {stem: (p, records[key(stem)]) for stem, p in found.items() if key(stem) in records}


@cache
def sentences(markdown: str, names: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    """(who, sentence) in order, narratives without brackets, identifiers read as names."""
    known = dict(names)
    out = []
    for item in parse(markdown).items:
        if item.type == "heading" and item.level == 1:
            continue
        # A quotation in the middle of a turn was a narrative before its brackets were lost.
        aside = item.type == "narrative" or item.markdown.startswith(">")
        who = "" if aside or not item.speaker else item.speaker
        text = bare(item.text).strip("()（）") if aside else bare(item.text)
        label = known.get(who.casefold(), who).casefold()
        out += [(label, s) for s in re.findall(r"[^。！？.!?]+[。！？.!?]*|[。！？.!?]+", text)]
    return out


def turns(pairs: list[tuple[str, str]]) -> list[str]:
    """Who speaks, once a turn."""
    return [who for i, (who, _) in enumerate(pairs) if i == 0 or pairs[i - 1][0] != who]


def as_the_twin_was_made(xml: bytes, how: str) -> bytes:
    """The debate without what the twin's converter lost: `first-paragraph` or `from-label`."""
    tree = etree.fromstring(xml.lstrip())
    for speech in tree.iter("speech", "narrative"):
        paragraphs = list(speech.iter("p", "ul"))
        if how == "first-paragraph":
            for later in paragraphs[1:]:
                later.getparent().remove(later)
        elif how == "from-label" and speech.find("from") is not None:
            paragraphs[0].text = speech.findtext("from")
            for lost in [*paragraphs[0], *paragraphs[1:]]:
                lost.getparent().remove(lost)
    return etree.tostring(tree, encoding="utf-8")


def measured(xml: Path, twin: Path, how: str = "") -> dict[str, int]:
    """Sentences (under their speaker) that only the import or only the twin has, and odd turns."""
    data = as_the_twin_was_made(xml.read_bytes(), how)
    people = etree.fromstring(data).iter("TLCPerson")
    names = tuple((p.get("id").casefold(), " ".join(p.get("showAs").split())) for p in people)
    ours = sentences(read(data, xml.name).markdown)
    theirs = sentences(twin.read_text(), names)
    out = {"import_only": 0, "twin_only": 0, "turns": 0}
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            out["import_only"] += b - a
            out["twin_only"] += d - c
    heads = SequenceMatcher(None, turns(ours), turns(theirs), autojunk=False)
    for tag, a, b, c, d in heads.get_opcodes():
        if tag != "equal":
            out["turns"] += max(b - a, d - c)
    return out


def test_speakers_and_words_agree_with_the_markdown_twin_but_for_the_explained_exceptions(
    akn: Path, corpus: Path
) -> None:
    data = yaml.safe_load(EXCEPTIONS.read_text())
    reasons, listed = data["reasons"], {e["stem"]: e for e in data["exceptions"]}
    found = twins(akn, corpus)
    assert len(found) == 85
    for stem, (xml, twin) in found.items():
        exception = listed.pop(stem, {})
        expected = {k: exception.get(k, 0) for k in ("import_only", "twin_only", "turns")}
        assert measured(xml, twin, exception.get("reason", "")) == expected, stem
        assert not exception or reasons[exception["reason"]]
    assert not listed


def test_every_word_of_a_debate_is_in_the_import_in_its_place(akn: Path) -> None:
    for path in sorted(akn.glob("*.an.xml")):
        body = etree.fromstring(path.read_bytes().lstrip()).find(".//debateBody")
        assert body is not None
        words = [
            bare("".join(_texts(part)))
            for part in body.iter()
            if part.tag in ("speech", "narrative")
        ]
        imported = read(path.read_bytes(), path.name)
        items = [i for i in parse(imported.markdown).items if i.type in ("speech", "narrative")]
        ours = "".join(re.sub("[()（）]", "", bare(i.text)) for i in items)
        assert ours == re.sub("[()（）]", "", "".join(words)), path.name


def _texts(element: Any) -> list[str]:
    out = [element.text or ""]
    for child in element:
        out += [] if child.tag == "from" else _texts(child)
        out.append(child.tail or "")
    return out


@pytest.fixture(autouse=True)
def _forget() -> None:
    sentences.cache_clear()
