"""A folder whose name says that what lies in it is not public yet: its records wait, and those of any other folder do not."""

import pytest

from pipeline.checks.validation import context_for, validate
from pipeline.source.parser import outline, parse
from tests.pipeline.test_early_publication import BODY, HEAD, NAME, NOW

TEXT = (HEAD.format("") + BODY).encode()


def state_in(folder: str) -> tuple[str, set[str]]:
    """Where a record in a folder stands, and the codes of its errors."""
    parsed, context = parse(TEXT, f"{folder}/{NAME}"), context_for(None, NOW)
    assert outline(TEXT, f"{folder}/{NAME}").unreadable == parsed.meeting.unreadable
    errors = {found.code for found in validate(parsed, context) if found.severity == "error"}
    return context.gate.state(parsed.meeting, NOW), errors


@pytest.mark.parametrize(
    "folder",
    [
        *("草稿", "初稿", "不公開", "未公開", "暫不公開", "待公開", "內部", "限閱", "機密", "密"),
        *("草稿區", "未公開紀錄", "不公開會議", "private-notes", "draft records"),
        *(
            "待確認",
            "校對中",
            "未校",
            "暫緩",
            "2026（不公開）",
            "2026-草稿",
            "草稿/2026",
            "2026/草稿",
        ),
        *("draft", "Drafts", "PRIVATE", "internal", "hold", "on hold", "pending", "in-review"),
        *("unpublished", "not-public", "confidential", "wip", "2026-draft", "secret"),
    ],
)
def test_a_record_in_a_folder_that_says_not_yet_waits_and_the_check_says_why(folder: str) -> None:
    assert state_in(folder) == ("held", {"not-yet-public"})


@pytest.mark.parametrize(
    "folder",
    [
        *(
            "2026",
            "公開",
            "public",
            "published",
            "會議紀錄",
            "月會",
            "交通部",
            "內部控制",
            "內政部",
        ),
        *("專案/偵查不公開", "草稿競賽", "Draft Act", "review board", "internal audit", "archived"),
        *("保密協定", "訪談", "final", "open", "online", "個資保護", "校務", "密雲計畫"),
    ],
)
def test_a_record_in_any_other_folder_is_public(folder: str) -> None:
    assert state_in(folder) == ("public", set())
