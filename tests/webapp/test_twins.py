"""The records of one meeting in two languages stand beside each other where their order is the same."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from minutes.catalogue.twin_speeches import aligned
from minutes.records.document import parse
from tests.conftest import Transcripts

NAMES = {"A": "甲君", "B": "乙君", "C": "丙君"}


def text(*turns: tuple[str, int], said: str = "words of") -> str:
    """A record: who speaks, and how many speeches in a row."""
    whole = "# 2026-01-05 Sample\n"
    for number, (who, speeches) in enumerate(turns):
        whole += f"\n### {who}:\n"
        whole += "".join(f"\n{said} {number} {n}\n" for n in range(speeches))
    return whole


def matched(ours: str, theirs: str) -> list[tuple[str, str]]:
    turns = aligned(parse(ours), parse(theirs), lambda one, other: True)
    return [(a.text, b.text) for turn in turns for a, b in turn.pairs()]


turns = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 3)), min_size=2, max_size=8)


@given(turns)
def test_a_translation_is_matched_speech_by_speech(said: list[tuple[str, int]]) -> None:
    theirs = [(NAMES[who], number) for who, number in said]
    found = matched(text(*said), text(*theirs, said="話"))
    if len({who for who, _ in said}) == 1:
        assert found == []
    else:
        assert [(a.removeprefix("words of "), b.removeprefix("話 ")) for a, b in found] == [
            (f"{turn} {n}", f"{turn} {n}")
            for turn, (_, number) in enumerate(said)
            for n in range(number)
        ]


def test_nothing_is_matched_where_the_order_or_the_number_of_voices_differs() -> None:
    ours = text(("A", 1), ("B", 1), ("A", 1))
    for theirs in (
        text(("甲", 1), ("乙", 1)),
        text(("甲", 1), ("乙", 1), ("丙", 1)),
        text(("甲", 1), ("乙", 1), ("甲", 1), ("乙", 1)),
    ):
        assert matched(ours, theirs) == [], theirs


def test_a_turn_in_fewer_pieces_is_matched_with_its_beginning() -> None:
    found = matched(text(("A", 1), ("B", 3)), text(("甲", 1), ("乙", 1), said="話"))
    assert found[1:] == [(f"words of 1 {n}", "話 1 0") for n in range(3)]


def test_two_names_that_are_known_to_be_two_people_are_never_matched() -> None:
    ours, theirs = text(("A", 1), ("B", 1)), text(("甲", 1), ("乙", 1))
    assert aligned(parse(ours), parse(theirs), lambda one, other: one != "B") == ()


@pytest.fixture
def client(transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]) -> FlaskClient:
    chinese = text(("王範例", 2), ("張假名", 1), said="話")
    english = text(("Wang Fan-li", 2), ("Chang Chia-ming", 1))
    transcripts.write("2026-01-05-示範會議.md", chinese)
    transcripts.write("2026-01-05-Sample.md", english)
    transcripts.write(".alternates", "2026-01-05-示範會議\t2026-01-05-Sample\n")
    return site_of(transcripts)


def test_links_lead_both_ways_for_each_speech(client: FlaskClient) -> None:
    name, twin = "2026-01-05-示範會議", "2026-01-05-Sample"
    assert f'href="/{name}/beside"' in client.get(f"/{quote(name)}").text
    page = client.get(f"/{quote(name)}/beside")
    assert page.status_code == 200
    ours = re.findall(rf'href="/{quote(name)}#s(\w+)"', page.text)
    theirs = re.findall(rf'href="/{twin}#s(\w+)"', page.text)
    assert len(ours) == len(theirs) == 3
    for one, other in zip(ours, theirs, strict=True):
        assert f"/speech/{other}?in={twin}" in client.get(f"/speech/{one}").text, one
        assert f"/speech/{one}?in={quote(name)}" in client.get(f"/speech/{other}").text, one


def test_records_that_do_not_match_have_no_page_beside_each_other(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write("2026-01-05-示範會議.md", text(("王範例", 2), said="話"))
    transcripts.write("2026-01-05-Sample.md", text(("Wang", 1), ("Chang", 1)))
    transcripts.write(".alternates", "2026-01-05-示範會議\t2026-01-05-Sample\n")
    client = site_of(transcripts)
    assert "/beside" not in client.get(f"/{quote('2026-01-05-示範會議')}").text
    assert client.get("/2026-01-05-Sample/beside").headers["Location"] == "/2026-01-05-Sample"
