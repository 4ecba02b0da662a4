"""What whoever runs an archive should know of its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutes.records.front_matter import Bilingual
from pipeline.history.ledger import DAMAGED, NOTHING, Ledger


def is_lost(book: Ledger, *, begun: bool) -> bool:
    """Whether there must have been more than is in the `book`: the archive was indexed before, or a file lies there."""
    return book is DAMAGED or (begun and book is NOTHING)


def notes(book: Ledger) -> Iterator[Bilingual]:
    """What is not as it could be, though every address that is known holds."""
    if book.shallow:
        yield Bilingual(
            "這裡只有最近一段 git 歷史，更早的發言代碼只能靠典藏裡的 .ids/（完整歷史：git fetch --unshallow）",
            "only the latest part of the git history is here; for earlier ids of speeches there is .ids/ alone "
            "(the whole: git fetch --unshallow)",
        )
    if book.lost:
        days = _days(book.lost)
        yield Bilingual(
            f"帳本曾經遺失或損毀（{'、'.join(days)} 發現），為免洩漏，那之前提交的版本除了目前的以外都不再顯示",
            f"the ledger was lost or damaged (noticed on {', '.join(days)}); of what was committed before, only what "
            "is published now is shown",
        )
    if book.rewritten:
        days = _days(book.rewritten)
        yield Bilingual(
            f"已發布的歷史被改寫過（{'、'.join(days)} 發現），在那之前的發言代碼仍照原來的記錄",
            f"the published history was rewritten (noticed on {', '.join(days)}); ids of speeches "
            "from before are kept as they were known",
        )


def _days(noticed: Iterable[str]) -> list[str]:
    """Each day once: a history may be written anew twice on one."""
    return list(dict.fromkeys(noticed))


def absence(book: Ledger) -> Iterator[Bilingual]:
    """That there is no git at all, which is well, too."""
    if not book.head and not book.trouble:
        yield Bilingual(
            "沒有 git 歷史，舊的發言代碼只靠典藏裡的 .ids/",
            "there is no git history; for old ids of speeches there is .ids/ alone",
        )


def problems(book: Ledger) -> Iterator[Bilingual]:
    """Why the history could not be read."""
    if book.trouble:
        yield Bilingual(
            f"git 歷史無法讀取：{book.trouble}", f"the git history cannot be read: {book.trouble}"
        )
