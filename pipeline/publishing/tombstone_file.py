"""The file of tombstones, as the commands write it: what stands there stays, a row is added."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from minutes import plain_files
from minutes.addresses.redirects import with_rows
from minutes.errors import MinutesError
from minutes.publication.gate import (
    NONE_WITHDRAWN,
    WITHDRAWALS_FILE,
    Withdrawal,
    load_withdrawals,
    read_withdrawals,
)
from minutes.text.lists import without_empty
from minutes.yaml_text import reading, writing
from pipeline.source.safe_write import create, replace_file

_SAYS_NONE = re.compile(rf"^{re.escape(NONE_WITHDRAWN)}[ \t]*(?:#.*)?\n", re.M)


def add_tombstone(folder: Path, tombstone: Withdrawal) -> Path:
    """Write a tombstone at the end of `withdrawn.yaml`; what stands there stays as it is."""
    path = folder / WITHDRAWALS_FILE
    tombstones = load_withdrawals(folder)
    lines = (f"{name}: {writing.scalar(value)}" for name, value in _fields(tombstone).items())
    entry = "- " + "\n  ".join(lines)
    before = text_of(folder, WITHDRAWALS_FILE, _HEAD)
    text = with_rows(_SAYS_NONE.sub("", with_rows(before, [])), [entry])
    with contextlib.suppress(MinutesError):
        if len(reading.load(text).value or ()) == len(tombstones) + 1:
            return _write(path, text)
    entries = map(writing.flow, map(_fields, (*tombstones, tombstone)))
    text = _HEAD + "".join(f"- {entry}\n" for entry in entries)
    if read_withdrawals(text.encode("utf-8", "replace")) != (*tombstones, tombstone):
        raise MinutesError(
            "the list could not be read again, so it was not written",
            zh="寫下的清單會讀不回來，所以沒有寫",
        )
    return _write(path, text)


def _fields(tombstone: Withdrawal) -> dict[str, Any]:
    always = {"meeting": tombstone.meeting, "date": tombstone.date, "reason": tombstone.reason}
    return always | without_empty({"file": tombstone.file, "speech": tombstone.speech})


def _write(path: Path, text: str) -> Path:
    if path.is_file():
        replace_file(path, text.encode("utf-8"))
    else:
        create(path, text.encode("utf-8"))
    return path


def text_of(folder: Path, name: str, otherwise: str = "") -> str:
    """The text of a small file; `otherwise` where there is none."""
    try:
        return plain_files.read_text(folder, name)
    except FileNotFoundError:
        return otherwise


_HEAD = """\
# 撤下的紀錄與發言：網址回應 410，並列在「撤下清單」頁。請用 minutes withdraw 新增。
# 刪掉一列，那份紀錄或那段發言就可能重新公開；只有撤錯了才刪（見 docs/withdrawal.md 第 5 節）。
# Withdrawn records and speeches: their addresses answer 410. Added by `minutes withdraw`.
# Without its row a record or speech may be public again: delete one only to undo a mistake.
"""
