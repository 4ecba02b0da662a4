"""Old addresses: where they lead, and that they never lead in circles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.addresses.redirects import (
    Redirects,
    fields_of,
    fold_address,
    load_redirects,
    load_twins,
    read_rows,
    slug,
)
from tests.conftest import Transcripts


def table(*rows: tuple[str, str]) -> Redirects:
    return Redirects(tuple((fold_address(a), fold_address(b)) for a, b in rows))


def find(redirects: Redirects, address: str, *records: str) -> str | None:
    return redirects.find(address, {fold_address(r): r for r in records}.get)


def test_an_old_address_leads_to_its_record() -> None:
    assert find(table(("old", "New")), "old", "New") == "New"


def test_a_row_is_read_from_either_side() -> None:
    assert find(table(("Record", "later-name")), "later-name", "Record") == "Record"


@pytest.mark.parametrize("address", ["OLD：甲", "old-甲", "/Old-甲", "Old：甲.md", " old：甲 "])
def test_case_colon_slash_and_suffix_do_not_matter(address: str) -> None:
    assert find(table(("old：甲", "New")), address, "New") == "New"


def test_rows_are_followed_over_several_steps() -> None:
    assert find(table(("a", "b"), ("b", "c"), ("c", "Record")), "a", "Record") == "Record"


def test_the_nearest_record_is_the_target() -> None:
    assert find(table(("a", "Near"), ("Near", "Far")), "a", "Near", "Far") == "Near"


def test_rows_that_go_in_circles_lead_nowhere() -> None:
    assert find(table(("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")), "a") is None


def test_an_address_leads_on_however_often_the_record_was_renamed() -> None:
    rows = [(str(n), str(n + 1)) for n in range(400)]
    assert find(table(*rows), "0", "400") == "400"


def test_an_address_without_a_row_leads_nowhere() -> None:
    assert find(table(("a", "Record")), "b", "Record") is None


names = st.sampled_from(["a", "A", "b", "c", "甲", "甲：乙", "甲-乙", "d"])


@given(st.lists(st.tuples(names, names), max_size=12), names, st.sets(names))
def test_what_is_found_is_always_a_record(
    rows: list[tuple[str, str]], address: str, records: set[str]
) -> None:
    found = find(table(*rows), address, *records)
    assert found is None or found in records


@pytest.mark.parametrize(
    ("stem", "old"),
    [
        ("2018-01-23-PO共識營-Day-1", "2018-01-23-po共識營-day-1"),
        ("2018-01-23-甲：乙", "2018-01-23-甲-乙"),
        (
            "2024-11-28-BW-Column-Why-are-AI-giants-willing-to-collaborate",
            "2024-11-28-bw-column-why-are-ai-giants-willing-to-",
        ),
        ("2025-01-01-" + "字" * 60, "2025-01-01-" + "字" * 39),
        ("2025-01-01-" + "🙂" * 30, "2025-01-01-" + "🙂" * 19),
    ],
)
def test_the_older_archives_address_of_a_stem(stem: str, old: str) -> None:
    assert slug(stem) == old
    assert len(slug(stem).encode("utf-16-le")) <= 100


def test_rows_are_read_from_the_table_and_broken_ones_left_out(transcripts: Transcripts) -> None:
    text = "# 註解\told\n\nold\tNew\r\na\tb\tc\nalone\n\tempty\n 甲.md \t 乙 \n"
    transcripts.write(".redirects", b"\xef\xbb\xbf" + text.encode() + b"\xff\xfe\n")
    assert read_rows(transcripts.path, ".redirects") == [(3, "old", "New"), (7, "甲.md", "乙")]
    assert load_redirects(transcripts.path).pairs == (("old", "new"), ("甲", "乙"))


def test_twins_are_read_without_their_suffix(transcripts: Transcripts) -> None:
    transcripts.write(".alternates", "en.md\tzh.md\n")
    assert load_twins(transcripts.path) == (("en", "zh"),)


def test_an_archive_need_not_have_tables(transcripts: Transcripts) -> None:
    assert load_redirects(transcripts.path) == Redirects()
    assert load_twins(transcripts.path) == ()


@pytest.mark.parametrize(
    "row",
    [
        "2026-01-02-舊\t2026-01-02-新",
        "2026-01-02-舊 -> 2026-01-02-新",
        "2026-01-02-舊 → 2026-01-02-新",
        "2026-01-02-舊    2026-01-02-新",
        "2026-01-02-舊 2026-01-02-新\r",
    ],
)
def test_a_row_may_be_typed_in_a_browser(row: str) -> None:
    assert fields_of(row) == ["2026-01-02-舊", "2026-01-02-新"]


def test_names_with_a_space_in_them_keep_it_beside_a_tab_or_an_arrow() -> None:
    assert fields_of("2026-01-02-a visit\t2026-01-02-two words") == [
        "2026-01-02-a visit",
        "2026-01-02-two words",
    ]
    assert fields_of("2026-01-02-a visit -> 2026-01-02-b") == ["2026-01-02-a visit", "2026-01-02-b"]
