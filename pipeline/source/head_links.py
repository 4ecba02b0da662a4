"""The links that the head of a record names in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from minutes.addresses.web_addresses import url_trouble
from minutes.records.document import Document
from minutes.text import markup
from minutes.text.folding import fold

_LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]{0,300})\]\(\s{0,9}<?(?P<url>https?://[^)\s>\[]{1,1000})>?\s{0,9}\)|(?<![\w(<\[\"'=/])(?P<bare>https?://[\x21-\x7e]+)"
)
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
