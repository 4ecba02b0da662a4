"""Real debates in Akoma Ntoso against the Markdown that the same records became elsewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from minutes.records.document import parse
from pipeline.readers.reading import read
from tests.pipeline.readers.twins import Difference, bare, difference, sentences, twins

EXCEPTIONS = Path(__file__).parents[2] / "data" / "akn_exceptions.yaml"


def test_speakers_and_words_agree_with_the_markdown_twin_but_for_the_explained_exceptions(
    akn: Path, corpus: Path
) -> None:
    listed = yaml.safe_load(EXCEPTIONS.read_text())["exceptions"]
    pairs = twins(akn, corpus)
    assert len(pairs) == 85
    # Every third: `python -m tests.pipeline.readers.twins` compares them all.
    for stem in list(pairs)[::3]:
        assert difference(*pairs[stem]).entry == listed.get(stem, {}), stem


def test_no_difference_from_a_twin_is_the_reader_s_fault() -> None:
    listed = yaml.safe_load(EXCEPTIONS.read_text())["exceptions"]
    told = [Difference(**entry) for entry in listed.values()]
    assert not any(d.turns or d.unexplained for d in told)


def test_every_word_of_a_debate_is_in_the_import_in_its_place(akn: Path) -> None:
    for path in sorted(akn.glob("*.an.xml")):
        body = etree.fromstring(path.read_bytes().lstrip()).find(".//debateBody")
        assert body is not None, path
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
