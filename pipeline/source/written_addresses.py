"""The web addresses that stand in a record: where its links lead, and those that are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutes.records.document import Item
from minutes.text import markup

# Of Markdown, and of HTML that was pasted; an address that was pasted twice begins with its second https://.
_TARGET = re.compile(
    r"(?:\]\(\s{0,9}<?|\b(?:href|src)=[\"'])(?:https?://(?=https?://))?(https?://[^)\s>\"']{1,2000})"
)
_END = r"[^\s<>\"'「」『』（）()，。；、！？]{1,2000}"
# Without `https://` an address is one where a path follows a name with a dot: join.gov.tw/idea/…
_WRITTEN = re.compile(
    rf"https?://{_END}|(?<![\w.@/:=?&%-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}[a-z]{{2,10}}/{_END}", re.I
)


def addresses_of(item: Item) -> Iterator[str]:
    """The addresses of a speech, narrative or heading: the targets of its links, then those that
    stand in its words."""
    if "/" in item.markdown:
        for match in _TARGET.finditer(item.markdown):
            yield markup.to_text(match[1]).replace("\\", "")
    yield from addresses_in(item.text)


def addresses_in(text: str) -> Iterator[str]:
    """The web addresses that stand in a text."""
    if "/" in text:  # most speeches name none
        for match in _WRITTEN.finditer(text):
            yield match[0].rstrip(".,;:!?")
