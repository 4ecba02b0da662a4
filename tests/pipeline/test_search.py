"""The indexed search on real records: whatever stands there is found, and nothing else."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from minutes.text.folding import is_han
from pipeline.archive.snapshot import View

SAMPLES = 40  # of each kind, where there are as many
TRIES = 50 * SAMPLES


@dataclass(frozen=True)
class Texts:
    """Every record as folded text: the title, the other passages with their kinds, the head."""

    title: str
    passages: list[tuple[str, str]]
    head: tuple[str, ...]


@pytest.fixture(
    scope="module", params=["invented", pytest.param("corpus", marks=pytest.mark.corpus)]
)
def view(request: pytest.FixtureRequest) -> View:
    view: View = request.getfixturevalue(f"{request.param}_view")
    return view


@pytest.fixture(scope="module")
def texts(view: View) -> dict[str, Texts]:
    found = {}
    store = view.snapshot.store
    assert store is not None
    for name in view.public.by_id:
        facts = view.snapshot.facts[name]
        said = store.said(name, range(len(store.table(name).types)))
        items = [(s.type, s.folded) for s in said if s.type not in {"title", "head"}]
        found[name] = Texts(facts.title, items, facts.head)
    return found


def brute(
    texts: dict[str, Texts], words: str, *, quoted: bool, ends: str = ""
) -> tuple[set[str], int]:
    """The meetings in which words stand, and the number of speeches. `ends` is a pattern that must
    not fit beside them."""
    exactly = re.compile(f"(?<!{ends}){re.escape(words)}(?!{ends})") if ends else None

    def holds(text: str) -> bool:
        return words in text and (exactly is None or exactly.search(text) is not None)

    meetings, speeches = set(), 0
    for name, text in texts.items():
        hits = [kind for kind, folded in text.passages if holds(folded)]
        speeches += hits.count("speech")
        if hits or holds(text.title) or (not quoted and any(map(holds, text.head))):
            meetings.add(name)
    return meetings, speeches


def asked(view: View, typed: str) -> tuple[set[str], int]:
    found = view.search(view.parse_query(typed, aliases=False), limit=len(view.public.by_id))
    exact = {r.meeting.id for r in found.results if not r.near}
    assert len(exact) == found.meetings
    return exact, found.speeches


def stretches(texts: dict[str, Texts], seed: int) -> "random.Random":
    return random.Random(f"{seed} {len(texts)}")


def sampled(
    texts: dict[str, Texts], seed: int, longest: int, fits: Callable[[str], bool]
) -> list[str]:
    """Stretches that stand somewhere in the records."""
    chance, names = stretches(texts, seed), sorted(texts)
    found: dict[str, None] = {}
    for _ in range(TRIES):
        if len(found) == SAMPLES:
            break
        passages = texts[chance.choice(names)].passages
        if not passages:
            continue
        text = chance.choice(passages)[1]
        start = chance.randrange(len(text) + 1)
        piece = text[start : start + chance.randint(1, longest)]
        if piece and fits(piece):
            found[piece] = None
    return list(found)


def test_every_han_stretch_is_found_wherever_it_stands(view: View, texts: dict[str, Texts]) -> None:
    for piece in sampled(texts, 1, 6, lambda p: all(map(is_han, p))):
        if view.parse_query(piece).words[0].forms == (piece,):  # no case number
            assert asked(view, piece) == brute(texts, piece, quoted=False), piece


def test_every_quoted_stretch_is_found_literally_even_if_it_cuts_words(
    view: View, texts: dict[str, Texts]
) -> None:
    for piece in sampled(
        texts,
        2,
        12,
        lambda p: '"' not in p and "＂" not in p and p == p.strip() and "\x00" not in p,
    ):
        if all(ord(c) >= 32 for c in piece):
            assert asked(view, f'"{piece}"') == brute(texts, piece, quoted=True), piece


def test_every_latin_word_is_found_whole_and_only_whole(
    view: View, texts: dict[str, Texts]
) -> None:
    chance, found = stretches(texts, 3), set[str]()
    names = sorted(texts)
    for _ in range(TRIES):
        if len(found) >= SAMPLES:
            break
        for _, text in texts[chance.choice(names)].passages[:40]:
            found.update(
                chance.sample(
                    w := re.findall(r"(?<![a-z0-9])[a-z][a-z0-9]+(?![a-z0-9])", text),
                    min(1, len(w)),
                )
            )
    for word in sorted(found - {"or", "and"})[:SAMPLES]:
        letters = r"[^\W_\u3005\u3007\u3041-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufad9\uac00-\ud7a3\U00020000-\U0003ffff]"
        assert asked(view, word) == brute(texts, word, quoted=False, ends=letters), word


@pytest.mark.parametrize("typed", ["報稅 系統", "開放政府 唐鳳", "government 的", "候車亭 折疊椅"])
def test_two_words_are_found_in_the_meetings_that_hold_both(
    view: View, texts: dict[str, Texts], typed: str
) -> None:
    one, other = (asked(view, word)[0] for word in typed.split())
    assert asked(view, typed)[0] == one & other
    assert asked(view, typed.replace(" ", " OR "))[0] == one | other
    assert asked(view, typed.replace(" ", " -"))[0] == one - other


def test_the_case_number_finds_its_meeting_however_it_is_written(
    corpus_view: View,
) -> None:
    view = corpus_view
    found = {
        typed: asked(view, typed) for typed in ("第42次", "第 42 案", "第四十二次", "第４２次")
    }
    assert len({(frozenset(names), n) for names, n in found.values()}) == 1
    assert next(iter(found.values()))[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("上次說不能列印的是哪一場", "列印"),
        ("報稅軟體後來怎麼了", "報稅"),
        ("誰提案警消放假", "警消"),
    ],
)
def test_a_whole_question_finds_records_about_its_subject(
    corpus_view: View, typed: str, words: str
) -> None:
    results = corpus_view.search(corpus_view.parse_query(typed)).results
    assert any(words in hit.text for r in results[:5] for hit in r.hits), results
