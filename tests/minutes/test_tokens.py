"""Signed preview links: they open one draft, for a while, and cannot be forged."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication import preview_links

KEY = "a key for tests alone, 32 letters"
NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=14)


def test_a_link_opens_its_draft_until_it_expires() -> None:
    token = preview_links.sign(KEY, "2026-03-02-示範月會", LATER)
    assert preview_links.read(KEY, token, NOW) == preview_links.Ticket("2026-03-02-示範月會", LATER)
    assert preview_links.read(KEY, token, LATER) is None


def test_another_key_opens_nothing() -> None:
    token = preview_links.sign(KEY, "a", LATER)
    assert preview_links.read(KEY + "x", token, NOW) is None
    assert preview_links.read("", token, NOW) is None


@given(st.text(max_size=80))
def test_no_made_up_token_opens_anything(token: str) -> None:
    assert preview_links.read(KEY, token, NOW) is None


@given(st.data())
def test_no_changed_token_opens_anything(data: st.DataObject) -> None:
    token = preview_links.sign(KEY, "2026-03-02-示範月會", LATER)
    at = data.draw(st.integers(0, len(token) - 2))  # the last character holds spare bits
    other = data.draw(st.sampled_from([c for c in "ABCdef012-_." if c != token[at]]))
    assert preview_links.read(KEY, token[:at] + other + token[at + 1 :], NOW) is None


def test_a_key_that_could_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("", "short", " " * 40):
        monkeypatch.setenv(preview_links.KEY_VARIABLE, key)
        with pytest.raises(preview_links.NoKey, match=preview_links.KEY_VARIABLE):
            preview_links.key_from_environment()
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    assert preview_links.key_from_environment() == KEY
