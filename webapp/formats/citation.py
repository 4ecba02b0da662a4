"""Citations of records and speeches, each in the exact form of its format."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from babel.dates import format_date

from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from webapp.formats.bibliography import Bibliography, record_key
from webapp.links.building import Lang

Style = Literal["text", "markdown", "bibtex", "ris", "csl"]
STYLES: tuple[Style, ...] = get_args(Style)
MEDIA_TYPES: dict[Style, str] = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces even after a backslash, so a brace is written as the command for it.
_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{c: f"\\{c}" for c in "$&#%_"},
}
_MARKDOWN = {
    **{c: f"\\{c}" for c in "\\`*_[]#"},
    **{"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "|": "&#124;"},
}
_RIS_NAME = 255  # the longest author of the RIS format


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation tells, as single lines of plain words. `speech` is "" for a whole record;
    `revision` the version that was read, with the address at which it stays as it was."""

    key: str
    authors: tuple[str, ...]
    title: str
    date: dt.date | None
    archive: str
    publisher: str
    speech: str
    spoken: bool
    url: str
    record_lang: str
    lang: Lang
    revision: str = ""
    revision_url: str = ""

    @property
    def edition(self) -> str:
        """The revision that was read, in words; "" where none is known."""
        word = "revision" if self.lang == "en" else "版本"
        return f"{word} {self.revision}" if self.revision else ""

    @property
    def locator(self) -> str:
        """The piece of the record that is meant, in words; "" for the whole."""
        if not self.speech:
            return ""
        if self.lang == "en":
            return f"{'speech' if self.spoken else 'passage'} {self.speech}"
        return f"{'發言' if self.spoken else '段落'} {self.speech}"

    @property
    def day(self) -> str:
        """The date in words of the citation's language; "" where it is not known."""
        if self.date is None:
            return ""
        if self.lang == "en":
            return format_date(self.date, "d MMMM y", locale="en")
        return format_date(self.date, "long", locale="zh_Hant_TW")


def work(
    bibliography: Bibliography,
    meeting: Meeting,
    item: Item | None = None,
    *,
    in_context: bool = False,
) -> Work:
    """A record, or one item of it, as a work. Its address is the speech's own, or with `in_context`
    that of its place in the record."""
    links = bibliography.links
    if item is None:
        key, url = record_key(meeting.id), links.meeting(meeting.id)
    else:
        address = links.passage if in_context else links.speech
        key, url = item.id, address(meeting.id, item.id)
    revision = bibliography.revision_of(meeting)
    return Work(
        key=f"{meeting.date.isoformat()}-{key}" if meeting.date else key,
        authors=bibliography.voices(meeting, item),
        title=bibliography.title(meeting),
        date=meeting.date,
        archive=bibliography.archive_name,
        publisher=bibliography.publisher,
        speech=one_line(item.id) if item else "",
        spoken=item is not None and item.type == "speech",
        url=url,
        record_lang=meeting.lang,
        lang=bibliography.lang,
        revision=revision,
        revision_url=links.revision(meeting.id, revision) if revision else "",
    )


def cite(
    bibliography: Bibliography,
    meeting: Meeting,
    item: Item | None = None,
    style: Style = "text",
    *,
    in_context: bool = False,
) -> str:
    """The full citation of a record or of one item in it. It ends with a line end where the format
    is a file's (BibTeX, RIS, CSL-JSON)."""
    return _WRITERS[style](work(bibliography, meeting, item, in_context=in_context))


def _text(cited: Work) -> str:
    title = f"“{cited.title}”" if cited.lang == "en" else f"〈{cited.title}〉"
    return _listed(cited, [_names(cited), title, *_rest(cited), cited.url])


def _markdown(cited: Work) -> str:
    linked = f"[{_markdown_words(cited.title)}]({cited.url})"
    title = f"“{linked}”" if cited.lang == "en" else f"〈{linked}〉"
    names, *rest = map(_markdown_words, (_names(cited), *_rest(cited)))
    names = re.sub(r"^([-+]|\d+(?=[.)]))", lambda m: _not_a_list(m.group()), names)
    return _listed(cited, [names, title, *rest])


def _not_a_list(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _markdown_words(text: str) -> str:
    return "".join(_MARKDOWN.get(c, c) for c in text)


def _names(cited: Work) -> str:
    if cited.lang == "zh":
        return "、".join(cited.authors)
    *others, last = cited.authors
    return f"{', '.join(others)} and {last}" if others else last


def _rest(cited: Work) -> tuple[str, str, str, str]:
    return cited.day, cited.locator, cited.edition, cited.archive


def _listed(cited: Work, parts: list[str]) -> str:
    return (", " if cited.lang == "en" else "，").join(filter(None, parts))


def _bibtex(cited: Work) -> str:
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in cited.authors),
        "title": f"{{{_latex(cited.title)}}}",
    }
    if cited.date is not None:
        # `date` is biblatex's, the other two are BibTeX's own.
        fields |= {"date": cited.date.isoformat(), "year": f"{cited.date.year:04}"}
        fields["month"] = _MONTHS[cited.date.month - 1]
    fields |= {"howpublished": _latex(cited.archive), "publisher": _latex(cited.publisher)}
    if cited.locator:
        fields["note"] = _latex(cited.locator)
    if cited.revision:
        fields["version"] = _latex(cited.revision)
    # A percent-encoded address stands as it is: `url` is a verbatim field.
    fields |= {"language": _latex(cited.record_lang), "url": cited.url}
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
    ]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)


def _ris(cited: Work) -> str:
    """RIS: a tag, two spaces, a hyphen, a space, one line of words; an author has no asterisk and at
    most 255 characters (Research Information Systems, "RIS Format Specifications")."""
    rows = [("TY", "ELEC" if cited.speech else "RPRT")]
    rows += [("AU", name.replace("*", "＊")[:_RIS_NAME]) for name in cited.authors]
    rows.append(("TI", cited.title))
    if cited.speech:
        rows += [("T2", cited.archive), ("AN", cited.speech)]
    if cited.date is not None:
        rows += [
            ("PY", f"{cited.date.year:04}"),
            ("DA", cited.date.isoformat().replace("-", "/") + "/"),
        ]
    rows += [("PB", cited.publisher), ("DB", cited.archive), ("LA", cited.record_lang)]
    if cited.revision:
        rows += [("ET", cited.edition), ("L2", cited.revision_url)]
    rows += [("UR", cited.url), ("ID", cited.key)]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*rows, ("ER", "")])


def _csl(cited: Work) -> str:
    entry: dict[str, Any] = {
        "id": cited.key,
        "type": "speech" if cited.spoken else "report",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "archive": cited.archive,
        "publisher": cited.publisher,
        "language": cited.record_lang,
        "URL": cited.url,
    }
    if cited.revision:
        entry["version"] = cited.revision
    if cited.speech:
        entry["archive_location"] = cited.speech
    if cited.date is not None:
        entry["issued"] = {"date-parts": [[cited.date.year, cited.date.month, cited.date.day]]}
    if cited.spoken:
        entry["event-title"] = cited.title
    return json.dumps([entry], ensure_ascii=False, indent=1) + "\n"


_WRITERS = {"text": _text, "markdown": _markdown, "bibtex": _bibtex, "ris": _ris, "csl": _csl}
