"""The check and the site agree on what may be attached."""

import pytest

from pipeline.source.attachments import ATTACHMENT_TYPES, type_of


@pytest.mark.parametrize("ending", ATTACHMENT_TYPES)
def test_every_kind_is_known_by_its_ending_in_any_case_and_by_its_first_bytes(ending: str) -> None:
    kind = type_of(f"手冊.v2{ending.upper()}")
    assert kind is ATTACHMENT_TYPES[ending]
    assert kind.mimetype
    assert kind.is_it(kind.begins[0] + b"...." + kind.holds)
    assert not kind.is_it(b"MZ\x90\x00" + kind.holds)


@pytest.mark.parametrize("name", ["a.exe", "pdf", "a.pdf.html", "a.", ""])
def test_anything_else_may_not_be_attached(name: str) -> None:
    assert type_of(name) is None
