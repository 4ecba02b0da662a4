"""Gives a transcript without front matter one that says what its name, title and labels tell.

The text stays byte for byte; a file that has front matter stays as it is.
"""

from __future__ import annotations

from dataclasses import asdict

from minutes.errors import MinutesError
from minutes.records.document import Document, split_front
from minutes.records.front_matter import FrontMatter
from minutes.records.speaker_labels import is_account, is_not_known
from minutes.registers.generic_labels import is_generic
from minutes.text.lists import without_empty
from minutes.yaml_text import writing
from pipeline.readers.drafting.heads import attendees, read_head
from pipeline.source.head_links import head_links
from pipeline.source.parser import MAX_BYTES, parse

_NOTE = """\
# 由檔名、標題、開頭的欄位與發言標籤推得，請逐項確認後刪除本行。
# Inferred from the file's name, title, head and labels: check each line, then delete this one.
"""
_FIELDS = (
    "title",
    "date",
    "lang",
    "tier",
    "kind",
    "term",
    "case",
    "session",
    "host_agency",
    "co_agencies",
)
# Tier and kind of a record of which neither is known.
_NOTHING_TOLD = {("other", None), ("other", "other")}


class NotAdoptable(MinutesError):
    """The file's bytes have to be repaired before front matter can stand before them."""


def adopt(path: str, data: bytes, *, new: bool = False, editor: str = "") -> bytes:
    """The file with front matter before its unchanged bytes; the same bytes where it has some. For
    `new`, see `front_text`; `editor` is a line that editors read (`scaffold.editor_line`).

    Raises `NotAdoptable` for what is not UTF-8, too large, or begins with a byte order mark.
    """
    if len(data) > MAX_BYTES:
        raise NotAdoptable("too large", zh="檔案太大")
    if data.startswith(b"\xef\xbb\xbf"):
        raise NotAdoptable(
            "begins with a byte order mark: first run minutes check --fix",
            zh="開頭有 BOM，請先執行 minutes check --fix",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAdoptable(
            "not UTF-8: save it as UTF-8 first", zh="不是 UTF-8，請先另存為 UTF-8"
        ) from error
    if split_front(text)[1] is not None:
        return data
    parsed = parse(data, path)
    head = f"---\n{editor}{_NOTE}{front_text(parsed.meeting.front, parsed.document, new=new)}---\n"
    return head.encode("utf-8") + data


def front_text(front: FrontMatter, document: Document, *, new: bool = False) -> str:
    """The YAML of what was inferred, a line a field.

    In a `new` record a tier that nothing tells stays open, for somebody to choose: as "other" it
    would have no correction window, and go public at once.
    """
    head = read_head(document)
    guessed = {
        "date": head.date,
        "case": head.cases,
        "host_agency": head.hosts,
        "co_agencies": head.co_hosts,
    }
    values = {name: getattr(front, name) or guessed.get(name) for name in _FIELDS}
    if new and (front.tier, front.kind) in _NOTHING_TOLD:
        values |= {"tier": None, "kind": None}
    if front.term is not None:
        values["term"] = without_empty(asdict(front.term))
    labels = [person.name for person in front.attendees if _names_somebody(person.name)]
    values |= {"attendees": attendees(labels, head), "links": list(head_links(document))}
    return "".join(writing.field(name, value) for name, value in without_empty(values).items())


def _names_somebody(label: str) -> bool:
    """Whether a label tells who was there: not 問, 語者4, a telephone, or ？？？."""
    return not (is_generic(label) or is_account(label) or is_not_known(label))
