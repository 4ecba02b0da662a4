"""Citations as papers print them: a Citation Style Language processor and four small styles of our own.

The styles (`styles/`) say of a record of this archive what APA (7th edition, 10.5 and 10.9) and the
Chicago Manual of Style (17th edition, 14.267, bibliography) ask for a transcript that is read on the
web, in English and, with the marks of Chinese, as Taiwan's journals write it.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from webapp.links.building import Lang

Printed = Literal["apa", "chicago"]
_STYLES = Path(__file__).parent / "styles"
_LOCALES: dict[Lang, str] = {"zh": "zh-TW", "en": "en-US"}
# Stands for the address while the words are set: it is written in after that, letter for letter.
_PLACE = "https://0.invalid/0"
_one_at_a_time = Lock()  # a style keeps notes in itself while it sets an entry


@cache
def _style(name: str, lang: Lang) -> Any:
    from citeproc import CitationStylesStyle  # brings lxml along: not before somebody cites

    return CitationStylesStyle(str(_STYLES / f"{name}.{lang}.csl"), _LOCALES[lang], validate=False)


def print_entry(style: Printed, lang: Lang, item: dict[str, Any], url: str) -> str:
    """An item of CSL-JSON as one line of plain words that ends with `url`."""
    line = _set(style, lang, json.dumps({**item, "URL": _PLACE}))
    return line.replace(_PLACE, url)


@lru_cache(maxsize=64)  # a speech is cited twice on its page: by itself, and in its place
def _set(style: Printed, lang: Lang, item: str) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([json.loads(item)])
    with _one_at_a_time:
        entries = CitationStylesBibliography(_style(style, lang), source, formatter.plain)
        entries.register(Citation([CitationItem(next(iter(source)))]))
        return " ".join(str(entries.bibliography()[0]).split())
