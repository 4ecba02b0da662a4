"""The links that a record names in its text: those of its head, before anybody speaks, and those of one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, takewhile
from typing import Any
from urllib.parse import urlsplit

from minutes.addresses.web_addresses import host, url_trouble
from minutes.records.document import Document, Item
from minutes.text import markup
from minutes.text.folding import fold

_LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]{0,300})\]\(\s{0,9}<?(?P<url>https?://[^)\s>\[]{1,1000})>?\s{0,9}\)|(?<![\w(<\[\"'=/])(?P<bare>https?://[\x21-\x7e]+)"
)
_ADDRESS = "http"  # how words begin that are an address
_MOST_LINKS = 30
# Characters: of an address, of what it is called, and of the words before it that may call it.
_LONGEST, _LONGEST_LABEL, _BESIDE = 2000, 200, 16


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
    # What has no type of its own: a board may hold any drawing, whatever its host is mostly for.
    ("other", r"白板|概念發展[圖單]|流程圖|whiteboard"),
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
    found: dict[str, dict[str, Any]] = {}
    head = takewhile(_is_in_head, document.items)
    for entry in chain.from_iterable(map(links, head)):
        found.setdefault(entry["url"], entry)
    yield from islice(found.values(), _MOST_LINKS)


def links(item: Item) -> Iterator[dict[str, Any]]:
    """The links of one piece of a record in their order, as the front matter has them."""
    for match in _LINK.finditer(item.markdown):
        if url := _address(match):
            yield _entry(match, url)


def _is_in_head(item: Item) -> bool:
    says = item.type == "speech" and item.speaker is not None
    return not says and item.type != "section"


def _address(match: re.Match[str]) -> str:
    """The address of a link, "" where it leads nowhere."""
    written = match["url"] or match["bare"].rstrip(".,;:!?'\")]>")
    url = markup.to_text(written).replace("\\", "")
    if len(url) > _LONGEST or url_trouble(url):
        return ""
    return url


def _entry(match: re.Match[str], url: str) -> dict[str, Any]:
    """A link as the front matter has it, with the words that it bears where these are no address."""
    label = markup.to_text(
        (match["label"] or "").removesuffix("\\")
    )  # of a bracket that was escaped
    before = match.string[: match.start()].rpartition("\n")[2][-_BESIDE:]
    kind = _called(label) or _called(before) or _HOSTS.get(host(urlsplit(url)), "other")
    entry = {"type": kind, "url": url}
    if not label or label.startswith(_ADDRESS):
        return entry
    return {**entry, "label": label[:_LONGEST_LABEL]}


def _called(words: str) -> str:
    """The type that words name, "" where they name none or are an address."""
    if words.startswith(_ADDRESS):
        return ""
    folded = fold(words)
    return next((kind for kind, cue in _CUE_PATTERNS if cue.search(folded)), "")
