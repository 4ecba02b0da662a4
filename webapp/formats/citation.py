"""Citations of records and speeches, each in the exact form of its format."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any, Literal, get_args

from babel.dates import format_date

from minutes.clock import iso_text
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.text.lists import without_empty
from webapp.formats import printed_styles
from webapp.formats.bibliography import Bibliography, record_key
from webapp.formats.days import Days
from webapp.formats.names import Name
from webapp.links.building import Lang

Style = Literal["text", "apa", "chicago", "markdown", "bibtex", "ris", "csl"]
STYLES: tuple[Style, ...] = get_args(Style)
MEDIA_TYPES: dict[Style, str] = {
    "text": "text/plain",
    "apa": "text/plain",
    "chicago": "text/plain",
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
# What a piece of the archive is called: a speech, words that nobody said, the whole record.
_GENRES: dict[Lang, tuple[str, str, str]] = {
    "zh": ("發言", "段落", "逐字稿"),
    "en": ("Speech", "Passage", "Transcript"),
}
_REVISION = {"zh": "版本", "en": "revision"}
_QUOTED = {"zh": "〈{}〉", "en": "“{}”"}
_BETWEEN = {"zh": "，", "en": ", "}  # the parts of a citation
_DAY = {"zh": ("long", "zh_Hant_TW"), "en": ("d MMMM y", "en")}
_RIS_NAME = 255  # the longest author of the RIS format


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation tells, as single lines of plain words. `spoken` is None for a whole record, else
    whether somebody says the piece. `revision` is the version that was read, with the address at which
    it stays as it was."""

    key: str
    authors: tuple[Name, ...]
    title: str
    days: Days
    archive: str
    publisher: str
    cases: tuple[int, ...]
    spoken: bool | None
    url: str
    record_lang: str
    lang: Lang
    accessed: dt.date | None
    revision: str = ""
    revision_url: str = ""

    @property
    def edition(self) -> str:
        """The revision that was read, in words; "" where none is known."""
        return f"{_REVISION[self.lang]} {self.revision}" if self.revision else ""

    @property
    def genre(self) -> str:
        """What is cited, with the number of its case: `Speech, case 46`."""
        speech, passage, record = _GENRES[self.lang]
        name = record if self.spoken is None else speech if self.spoken else passage
        if not self.cases:
            return name
        numbers = list(map(str, self.cases))
        if self.lang == "zh":
            return f"第{'、'.join(numbers)}案{name}"
        return f"{name}, {'cases' if numbers[1:] else 'case'} {_joined(numbers)}"

    @property
    def container(self) -> str:
        """The archive, where it is not the author: it is named once."""
        return self.archive if self.archive not in {a.literal for a in self.authors} else ""

    @property
    def house(self) -> str:
        """The publisher, where it is neither the archive's name nor an author."""
        named = {self.archive, *(a.literal for a in self.authors)}
        return self.publisher if self.publisher not in named else ""

    @property
    def day(self) -> str:
        """The day of the meeting in words of the citation's language; "" where it is not known."""
        if self.days.held is None:
            return ""
        form, locale = _DAY[self.lang]
        return format_date(self.days.held, form, locale=locale)


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
    elif in_context:
        key, url = item.id, bibliography.passage(meeting, item)
    else:
        key, url = item.id, links.speech(meeting.id, item.id)
    revision = bibliography.revision_of(meeting)
    return Work(
        key=f"{meeting.date.isoformat()}-{key}" if meeting.date else key,
        authors=bibliography.names(meeting, item),
        title=bibliography.title(meeting),
        days=bibliography.days(meeting),
        archive=bibliography.archive_name,
        publisher=bibliography.publisher,
        cases=meeting.front.case,
        spoken=item.type == "speech" if item else None,
        url=url,
        record_lang=meeting.lang,
        lang=bibliography.lang,
        accessed=bibliography.accessed,
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
    title = _QUOTED[cited.lang].format(cited.title)
    return _listed(cited, [_names(cited), title, *_rest(cited), cited.url])


def _markdown(cited: Work) -> str:
    linked = f"[{_markdown_words(cited.title)}]({cited.url})"
    title = _QUOTED[cited.lang].format(linked)
    names, *rest = map(_markdown_words, (_names(cited), *_rest(cited)))
    names = re.sub(r"^([-+]|\d+(?=[.)]))", lambda m: _not_a_list(m.group()), names)
    return _listed(cited, [names, title, *rest])


def _not_a_list(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _markdown_words(text: str) -> str:
    return "".join(_MARKDOWN.get(c, c) for c in text)


def _names(cited: Work) -> str:
    names = [name.literal for name in cited.authors]
    return "、".join(names) if cited.lang == "zh" else _joined(names)


def _joined(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _rest(cited: Work) -> tuple[str, str, str, str]:
    return cited.day, cited.genre, cited.edition, cited.container


def _listed(cited: Work, parts: list[str]) -> str:
    return _BETWEEN[cited.lang].join(filter(None, parts))


def _printed(style: printed_styles.Printed, cited: Work) -> str:
    # What no style prints, and the processor does not know.
    printed = replace(cited, days=replace(cited.days, published=None), revision="")
    return printed_styles.print_entry(style, cited.lang, entry(printed), cited.url)


def _bibtex(cited: Work) -> str:
    fields = {
        "author": " and ".join(map(_bibtex_name, cited.authors)),
        "title": f"{{{_latex(cited.title)}}}",
    }
    held = cited.days.held
    if held is not None:
        # `date` is biblatex's, the other two are BibTeX's own.
        fields |= {"date": held.isoformat(), "year": f"{held.year:04}"}
        fields["month"] = _MONTHS[held.month - 1]
    fields |= {"howpublished": _latex(cited.container), "publisher": _latex(cited.house)}
    fields |= {"note": _latex(cited.genre), "language": _latex(cited.record_lang)}
    fields["version"] = _latex(cited.revision)
    # No style prints an annotation, and BibTeX has no field for when something could first be read.
    fields["annotation"] = _latex(cited.days.publication(cited.lang))
    # A percent-encoded address stands as it is: `url` is a verbatim field.
    fields["url"] = cited.url
    fields["urldate"] = iso_text(cited.accessed)
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def _bibtex_name(name: Name) -> str:
    """Braces keep a name whole; a comma between two of them tells family and given name."""
    if not name.family:
        return f"{{{_latex(name.literal)}}}"
    return f"{{{_latex(name.family)}}}, {{{_latex(name.given)}}}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)


def _ris(cited: Work) -> str:
    """RIS: a tag, two spaces, a hyphen, a space, one line of words; an author has no asterisk and at
    most 255 characters (Research Information Systems, "RIS Format Specifications")."""
    held, accessed = cited.days.held, cited.accessed
    rows = [("TY", "RPRT" if cited.spoken is None else "ELEC")]
    rows += [("AU", name.sorted.replace("*", "＊")[:_RIS_NAME]) for name in cited.authors]
    rows += [("TI", cited.title), ("M3", cited.genre)]
    if held is not None:
        rows += [("PY", f"{held.year:04}"), ("DA", _slashed(held))]
    rows += [("PB", cited.house), ("DB", cited.container), ("LA", cited.record_lang)]
    rows += [("ET", cited.edition), ("L2", cited.revision_url)]
    rows += [("N1", cited.days.publication(cited.lang)), ("UR", cited.url)]
    rows += [("Y2", _slashed(accessed)), ("ID", cited.key)]
    filled = filter(itemgetter(1), rows)
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*filled, ("ER", "")])


def _slashed(day: dt.date | None) -> str:
    return day.isoformat().replace("-", "/") + "/" if day else ""


def entry(cited: Work) -> dict[str, Any]:
    """A work as an item of CSL-JSON. A piece without a speaker is a report as the whole record is."""
    days = cited.days
    found: dict[str, Any] = {
        "id": cited.key,
        "type": "speech" if cited.spoken else "report",
        "title": cited.title,
        "author": list(map(_csl_name, cited.authors)),
        "genre": cited.genre,
        "archive": cited.container,
        "publisher": cited.house,
        "language": cited.record_lang,
        "note": cited.edition,  # `version` would stand as a bare number in what APA and Chicago print
        "issued": _csl_day(days.held),
        "available-date": _csl_day(days.published, circa=days.inferred),
        "accessed": _csl_day(cited.accessed),
        "URL": cited.url,
    }
    return without_empty(found)


def _csl_name(name: Name) -> dict[str, str]:
    if name.family:
        return {"family": name.family, "given": name.given}
    return {"literal": name.literal}


def _csl_day(day: dt.date | None, *, circa: bool = False) -> dict[str, Any]:
    if day is None:
        return {}
    parts = {"date-parts": [[day.year, day.month, day.day]]}
    return {**parts, "circa": True} if circa else parts


def _csl(cited: Work) -> str:
    return json.dumps([entry(cited)], ensure_ascii=False, indent=1) + "\n"


_WRITERS: dict[Style, Callable[[Work], str]] = {
    "text": _text,
    "apa": partial(_printed, "apa"),
    "chicago": partial(_printed, "chicago"),
    "markdown": _markdown,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl": _csl,
}
