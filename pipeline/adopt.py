"""Gives a transcript without front matter one that says what its name, title and labels tell.

The text stays byte for byte; a file that has front matter stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from minutes import markup, yamltext
from minutes.document import Document, split_front
from minutes.errors import MinutesError
from minutes.fold import fold
from minutes.front import FrontMatter
from pipeline.checks.labels import is_generic
from pipeline.checks.links import url_trouble
from pipeline.parse import MAX_BYTES, parse
from pipeline.readers.heads import attendees, read_head

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
_LINK = re.compile(
    r"\[(?P<label>[^\]\n]*)\]\(\s*<?(?P<url>https?://[^)\s>]+)>?\s*\)|(?<![\w(<\[\"'=/])(?P<bare>https?://[\x21-\x7e]+)"
)
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_MOST_LINKS = 30
# What the words beside a link call it, then what its host is for. The first that fits counts.
_CUES = (
    ("mindmap", r"心智圖|mind ?map|議題分析圖"),
    ("handbook", r"議題手冊|手冊|handbook|會議資料"),
    ("suggestions", r"建議彙整|建議書|suggestion"),
    ("slides", r"簡報|投影片|slides?(?![a-z])|presentation|deck"),
    ("agenda", r"議程|agenda"),
    ("slido", r"sli\.?do|線上提問"),
    ("video", r"直播|影片|錄影|影音|video|stream|youtube"),
    ("photos", r"照片|相片|相簿|photos?(?![a-z])"),
    ("notes", r"共筆|筆記|紀錄筆記|notes?(?![a-z])"),
    ("reply", r"綜整回應|機關回應|回應說明"),
    ("petition", r"提點子|連署|附議|petition"),
    ("notice", r"眾開講|預告|public consultation"),
    ("news", r"新聞|報導|news"),
)
_CUE_PATTERNS = tuple((kind, re.compile(fold(cue))) for kind, cue in _CUES)
_HOSTS = {
    "issuu.com": "slides",
    "slideshare.net": "slides",
    "speakerdeck.com": "slides",
    "realtimeboard.com": "mindmap",
    "miro.com": "mindmap",
    "sli.do": "slido",
    "app.sli.do": "slido",
    "youtube.com": "video",
    "youtu.be": "video",
    "vimeo.com": "video",
    "livehouse.in": "video",
    "flickr.com": "photos",
    "hackmd.io": "notes",
    "join.gov.tw": "petition",
}


class NotAdoptable(MinutesError):
    """The file's bytes have to be repaired before front matter can stand before them."""


def adopt(path: str, data: bytes, *, new: bool = False, editor: str = "") -> bytes:
    """The file with front matter before its unchanged bytes; the same bytes where it has some. For
    `new`, see `front_text`; `editor` is a line that editors read (`scaffold.editor_line`).

    Raises `NotAdoptable` for what is not UTF-8, too large, or begins with a byte order mark.
    """
    if len(data) > MAX_BYTES:
        raise NotAdoptable("too large 檔案太大")
    if data.startswith(b"\xef\xbb\xbf"):
        raise NotAdoptable(
            "begins with a byte order mark: first run minutes check --fix 開頭有 BOM，請先執行 --fix"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAdoptable("not UTF-8: save it as UTF-8 first 不是 UTF-8，請先另存") from error
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
    told = not new or front.tier != "other" or front.kind not in {None, "other"}
    head = read_head(document)
    guessed = {
        "date": head.date,
        "case": head.cases,
        "host_agency": head.hosts,
        "co_agencies": head.co_hosts,
    }
    lines = []
    for name in _FIELDS if told else (n for n in _FIELDS if n not in {"tier", "kind"}):
        value = getattr(front, name) or guessed.get(name)
        if name == "term" and value is not None:
            value = {
                n: v
                for n in ("roc_year", "quarter", "month", "ordinal")
                if (v := getattr(value, n))
            }
        if value not in (None, "", (), {}):
            lines.append(yamltext.field(name, value))
    labels = [person.name for person in front.attendees if not is_generic(person.name)]
    people = attendees(labels, head)
    if people:
        lines.append(yamltext.field("attendees", people))
    links = list(head_links(document))
    if links:
        lines.append(yamltext.field("links", links))
    return "".join(lines)


def head_links(document: Document) -> Iterator[dict[str, Any]]:
    """The links that stand before the first speaker, each with the type that its words tell."""
    seen: set[str] = set()
    for item in document.items:
        if item.type == "speech" and item.speaker is not None:
            return
        if item.type == "section":
            return
        for match in _LINK.finditer(item.markdown):
            url = markup.to_text(match["url"] or match["bare"].rstrip(".,;:!?'\")]>")).replace(
                "\\", ""
            )
            label = markup.to_text(match["label"] or "")
            if url in seen or len(seen) >= _MOST_LINKS or len(url) > 2000 or url_trouble(url):
                continue
            seen.add(url)
            before = item.markdown[: match.start()].rsplit("\n", 1)[-1][-16:]
            entry = {"type": _link_type(label, before, url), "url": url}
            if label and label != url and not label.startswith("http"):
                entry["label"] = label[:200]
            yield entry


def _link_type(label: str, before: str, url: str) -> str:
    for words in (label, before):
        folded = fold(words)
        kind = next((kind for kind, cue in _CUE_PATTERNS if cue.search(folded)), None)
        if kind and not words.startswith("http"):
            return kind
    return _HOSTS.get((urlsplit(url).hostname or "").removeprefix("www."), "other")
