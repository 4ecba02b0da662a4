"""Whether the version before a label was deleted is shown: not where it named somebody."""

import pytest

from tests.pipeline.test_protection import NAMED, SECOND, is_protected, text


@pytest.mark.parametrize(
    "label", ["王大明", "王大明、李小華", "王大明（家長）", "王科長", "Audrey"]
)
def test_whoever_is_named_by_a_label_that_is_deleted_is_protected(label: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", label, 1)
    unlabelled = old.replace(f"### {label}：\n", "")
    assert is_protected(old, unlabelled)
    assert not is_protected(unlabelled, old)


@pytest.mark.parametrize("label", ["會議結論", "主持人", "教育部", "教育部代表", "民眾、家長"])
def test_a_label_that_names_nobody_is_deleted_without_protecting_anybody(label: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", label, 1)
    assert not is_protected(old, old.replace(f"### {label}：\n", ""))
