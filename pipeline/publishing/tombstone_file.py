"""The file of tombstones, as the commands write it: what stands there stays, a row is added."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from minutes import plain_files
from minutes.errors import MinutesError
from minutes.publication.gate import (
    NONE_WITHDRAWN,
    WITHDRAWALS_FILE,
    Withdrawal,
    load_withdrawals,
)
from minutes.yaml_text import reading, writing
from pipeline.source.safe_write import create, replace_file

_SAYS_NONE = re.compile(rf"^{re.escape(NONE_WITHDRAWN)}[ \t]*(?:#.*)?\n", re.M)


def add_tombstone(folder: Path, tombstone: Withdrawal) -> Path:
    """Write a tombstone at the end of `withdrawn.yaml`; what stands there stays as it is."""
    path = folder / WITHDRAWALS_FILE
    known = load_withdrawals(folder)
    entry = "".join(
        f"{'- ' if n == 0 else '  '}{name}: {writing.scalar(value)}\n"
        for n, (name, value) in enumerate(_fields(tombstone))
    )
    before = text_of(folder, WITHDRAWALS_FILE, _HEAD)
    text = before if not before or before.endswith("\n") else before + "\n"
    text = _SAYS_NONE.sub("", text) + entry
    with contextlib.suppress(MinutesError):
        if len(reading.load(text).value or ()) == len(known) + 1:
            return _write(path, text)
    entries = [dict(_fields(each)) for each in (*known, tombstone)]
    return _write(path, _HEAD + "".join(f"- {writing.flow(each)}\n" for each in entries))


def _fields(tombstone: Withdrawal) -> list[tuple[str, writing.Scalar]]:
    fields: list[tuple[str, writing.Scalar]] = [
        ("meeting", tombstone.meeting),
        ("date", tombstone.date),
        ("reason", tombstone.reason),
    ]
    more = [("file", tombstone.file), ("speech", tombstone.speech)]
    return [*fields, *((name, value) for name, value in more if value)]


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
