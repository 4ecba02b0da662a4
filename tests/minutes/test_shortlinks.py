"""Short ids: the same for ever, one record each, and easy to read out."""

from __future__ import annotations

import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import Redirects, fold_address
from minutes.addresses.short_ids import ALPHABET, LENGTH, LONGEST, Shortlinks, code, read
from minutes.addresses.speech_ids import fingerprint

# Links on paper hold these. A test that fails here means that old links would break: never change it.
FOR_EVER = {
    "2026-01-05-示範會議": "wqq51m7zrhfvnjth8g9d3sfv21nedpdd",
    "2017-05-19-開放政府聯絡人第七次協作會議": "415qdvn4fpswdzjbjv9a6gcd4b9nv5xt",
    "2017-05-08-開放政府-PO-第三次月會": "ksmzbp091kqgnvxk7czxrtyfpth6yba0",
    "2025-10-15-A-walk-through-the-sample-park": "8hmwbm9hwt6g0d8cehe3fad63zz3rf1a",
    "a": "p8bfydmjsa4zh9bdjwmv5vadfjw1e3gj",
}
# The first two of the names record-0, record-1, … whose codes begin alike.
ALIKE = ("record-249586", "record-312999")
addresses = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize(("address", "known"), FOR_EVER.items())
def test_the_code_of_an_address_never_changes(address: str, known: str) -> None:
    assert code(address) == known


def test_an_old_address_in_folded_form_has_the_code_of_the_file_that_it_named() -> None:
    stem = "2017-03-15-專訪：G0V-News"
    assert code(stem) == code(fold_address(stem)) == code(f"/{stem}.md")


def test_how_a_file_system_encodes_accents_does_not_matter() -> None:
    stem = "2016-01-01-Café"
    assert code(unicodedata.normalize("NFD", stem)) == code(unicodedata.normalize("NFC", stem))


def test_capitals_and_letters_that_look_like_digits_are_understood() -> None:
    assert read(" 8KHAQGSZ ") == "8khaqgsz"
    assert read("OIL01234") == "01101234"
    assert read("8khaqgs") is None
    assert read("8khaqgsu") is None
    assert read("8khaqgsz" * 5) is None


def test_a_short_id_leads_to_its_record_and_an_unknown_one_nowhere() -> None:
    links = Shortlinks.of(["甲", "乙"])
    assert links.find(links.offered("甲")) == ("甲",)
    assert links.find(code("丙")) == ()
    assert links.find("2025-04-10") == ()


def test_two_records_that_share_an_id_are_offered_longer_ones_and_the_shared_one_leads_to_both() -> (
    None
):
    assert len(Shortlinks.of(ALIKE[:1]).offered(ALIKE[0])) == LENGTH
    first, second = ALIKE
    both = Shortlinks.of([first, second])
    shared = code(first)[:LENGTH]
    assert set(both.find(shared)) == {first, second}
    assert len(both.offered(first)) > LENGTH
    assert both.find(both.offered(first)) == (first,)
    assert both.find(both.offered(second)) == (second,)


@given(st.lists(addresses, max_size=12, unique_by=code), addresses)
def test_a_new_record_never_takes_the_id_of_another(known: list[str], new: str) -> None:
    before, after = Shortlinks.of(known), Shortlinks.of([*known, new])
    for address in known:
        assert address in after.find(before.offered(address))


@given(addresses)
def test_an_id_is_made_of_plain_letters_and_digits(address: str) -> None:
    assert len(code(address)) == LONGEST
    assert set(code(address)) <= set(ALPHABET)
    assert read(code(address)) == code(address)


@given(st.lists(addresses, min_size=1, max_size=20))
def test_the_address_of_a_speech_never_has_more_than_forty_characters(names: list[str]) -> None:
    links, speech = Shortlinks.of([*names, *ALIKE]), f"{fingerprint('words')}-999"
    for name in (*names, *ALIKE):
        assert len(f"/s/{links.offered(name)}.{speech}") <= 40


@given(st.lists(addresses, max_size=12, unique_by=code), st.permutations(range(12)))
def test_the_order_in_which_records_came_does_not_matter(
    names: list[str], order: list[int]
) -> None:
    shuffled = [names[n] for n in order if n < len(names)]
    one, other = Shortlinks.of([*names, *ALIKE]), Shortlinks.of([*ALIKE, *shuffled])
    for name in (*names, *ALIKE):
        assert one.offered(name) == other.offered(name)
        assert set(one.find(one.offered(name))) == set(other.find(one.offered(name)))


def test_a_short_id_that_two_records_share_means_both_where_a_name_is_written_down() -> None:
    names = RecordNames(("2026-01-02-甲會議", "2026-01-01-同號"), Redirects())
    with patch("minutes.addresses.short_ids.code", lambda name: f"abcdefgh{len(name)}"):
        assert names.meant("m/abcdefgh") == names.names
        assert names.meant(f"m/abcdefgh{len(names.names[0])}") == names.names[:1]
