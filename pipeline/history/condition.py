"""What whoever runs an archive should know of its history, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.history.ledger import Ledger

Said = tuple[str, str]


def notes(book: Ledger) -> Iterator[Said]:
    """What is not as it could be, though every address that is known holds."""
    if book.shallow:
        yield (
            "這裡只有最近一段 git 歷史，更早的發言代碼只能靠典藏裡的 .ids/（完整歷史：git fetch --unshallow）",
            "only the latest part of the git history is here; for earlier ids of speeches there is .ids/ alone "
            "(the whole: git fetch --unshallow)",
        )
    if book.rewritten:
        days = "、".join(book.rewritten)
        yield (
            f"已發布的歷史被改寫過（{days} 發現），在那之前的發言代碼仍照原來的記錄",
            f"the published history was rewritten (noticed on {', '.join(book.rewritten)}); ids of speeches "
            "from before are kept as they were known",
        )


def absence(book: Ledger) -> Iterator[Said]:
    """That there is no git at all, which is well, too."""
    if not book.head and not book.trouble:
        yield (
            "沒有 git 歷史，舊的發言代碼只靠典藏裡的 .ids/",
            "there is no git history; for old ids of speeches there is .ids/ alone",
        )


def problems(book: Ledger) -> Iterator[Said]:
    """Why the history could not be read."""
    if book.trouble:
        yield f"git 歷史無法讀取：{book.trouble}", f"the git history cannot be read: {book.trouble}"
