"""Akoma Ntoso debates, read leniently: any namespace, unknown speakers, foreign markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from minutes.text.lists import only
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line, plain
from pipeline.readers.drafting.outcome import Imported, ImportProblem, missing_extra
from pipeline.readers.drafting.titles import date_within

_SPEECHES = {"speech", "question", "answer"}
_NARRATIVES = {"scene", "narrative", "summary", "other"}
# The section elements of the OASIS schema's `debateBody` (Akoma Ntoso 1.0).
_SECTIONS = {
    "debateSection",
    "administrationOfOath",
    "rollCall",
    "prayers",
    "oralStatements",
    "writtenStatements",
    "personalStatements",
    "ministerialStatements",
    "resolutions",
    "nationalInterest",
    "declarationOfVote",
    "communication",
    "petitions",
    "papers",
    "noticesOfMotion",
    "questions",
    "address",
    "proceduralMotions",
    "pointOfOrder",
    "adjournment",
    "component",
    "components",
    "container",
}
_HEADS = {"num", "heading", "subheading"}
_ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "svg", "video", "audio", "img"}
_PARAGRAPHS = {
    "p",
    "li",
    "item",
    "block",
    "blockList",
    "ul",
    "ol",
    "div",
    "tr",
    "blockquote",
    "td",
    "th",
}
_EMPHASIS = {"i": "emphasis", "em": "emphasis", "b": "strong", "strong": "strong"}
_DEPTH = 60


def read_akomantoso(data: bytes, filename: str) -> Imported:
    """The debate in an Akoma Ntoso file.

    A damaged file is read as far as it can be repaired, with a report; ImportProblem where nothing
    is left.
    """
    draft = Draft(filename)
    root = _root(data, draft)
    _Debate(root, draft).read()
    return draft.finish()


def _root(data: bytes, draft: Draft) -> Any:
    try:
        from lxml import etree
    except ImportError as error:
        raise missing_extra("lxml") from error
    safe = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
    data = data.lstrip()
    try:
        root = etree.fromstring(data, etree.XMLParser(**safe))
    except etree.XMLSyntaxError:
        parser = etree.XMLParser(recover=True, **safe)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            root = None
        if root is None:
            raise ImportProblem(
                "broken-xml",
                "這個 XML 檔損壞，無法修復。",
                "This XML file is damaged beyond repair.",
            ) from None
        for entry in list(parser.error_log)[:200]:
            draft.guess(
                "xml-repaired",
                f"XML 有錯，已盡力修復，請核對：{entry.message}",
                f"The XML is damaged and was repaired; compare them: {entry.message}",
                entry.line,
            )
    if not any(_name(e) in ("debate", "debateBody", "debateSection") for e in root.iter()):
        raise ImportProblem(
            "unknown-format",
            "這個 XML 檔不是 Akoma Ntoso 的會議紀錄（debate）。",
            "This XML file is not an Akoma Ntoso debate.",
        )
    return root


def _name(element: Any) -> str:
    """The element's name without namespace; empty for comments, instructions and entities."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


class _Debate:
    def __init__(self, root: Any, draft: Draft) -> None:
        self.root = root
        self.draft = draft
        self.people: dict[str, str] = {}
        self.lost: Counter[str] = Counter()
        self.unattributed = 0

    def read(self) -> None:
        self._read_people()
        self._read_front()
        match list(self._called("debateBody")):
            case []:
                self._body(next(self._called("debate"), self.root))
            case [body]:
                self._body(body)
            case bodies:
                for body in bodies:
                    self._children(body, 0)
        self._report()

    def _called(self, *names: str) -> Iterator[Any]:
        """The elements with one of some names, wherever they stand."""
        return (element for element in self.root.iter() if _name(element) in names)

    def _body(self, body: Any) -> None:
        """The only body of a record; the heading of its only section is the record's."""
        top = only(element for element in body if _name(element) in _SECTIONS)
        heading = self._heading(top) if top is not None else ""
        if heading:
            self._title_from(heading)
        self._children(body, 0, untitled=top if heading else None)

    def _read_people(self) -> None:
        for person in self._called("TLCPerson", "TLCOrganization", "TLCRole"):
            shown = one_line(person.get("showAs") or "")
            for key in filter(None, (person.get("eId"), person.get("id"))):
                if shown:
                    self.people.setdefault(key, shown)

    def _read_front(self) -> None:
        for element in self.root.iter():
            name = _name(element)
            if name == "docTitle" and not self.draft.title:
                self.draft.title = one_line("".join(element.itertext()))
            elif name == "docDate" and not self.draft.date:
                words = "".join(element.itertext())
                self.draft.date = date_within(element.get("date") or words)
                self.draft.leave(words)
            elif name == "FRBRdate" and not self.draft.date and element.get("name") == "meeting":
                self.draft.date = date_within(element.get("date") or "")
            elif name in ("docNumber", "legislature", "session", "docProponent"):
                words = one_line("".join(element.itertext()))
                self.draft.drop(name, f"封面欄位 {name}：{words}", f"The cover's {name}: {words}")

    def _title_from(self, heading: str) -> None:
        """The only section's heading is the record's own title, the cover's that of its series."""
        if self.draft.title and self.draft.title != heading:
            cover = self.draft.title
            self.draft.leave(cover)
            self.draft.drop("docTitle", f"封面的標題：{cover}", f"The cover's title: {cover}")
        self.draft.title = heading

    def _heading(self, section: Any) -> str:
        parts = (plain(self._spans(e)) for e in section if _name(e) in ("num", "heading"))
        return one_line(" ".join(parts))

    def _children(self, parent: Any, depth: int, untitled: Any = None) -> None:
        self._stray(parent.text)
        for element in parent:
            name = _name(element)
            if name in _SECTIONS:
                self._section(element, depth, titled=element is not untitled)
            elif name in _SPEECHES:
                self._speech(element)
            elif name in _NARRATIVES:
                for spans in self._paragraphs(element):
                    self.draft.narrate([TextRun(s.text, s.href) for s in spans])
            elif name in _ACTIVE or not name:
                self._lose(element)
            elif name not in _HEADS:
                self._unattributed(element)
            self._stray(element.tail)

    def _section(self, section: Any, depth: int, *, titled: bool) -> None:
        heading = self._heading(section)
        if heading and titled:
            self.draft.section(heading)
        for sub in (e for e in section if _name(e) == "subheading"):
            self.draft.section(plain(self._spans(sub)))
        if depth < _DEPTH:
            self._children(section, depth + 1)
        else:
            self._unattributed(section)

    def _speech(self, speech: Any) -> None:
        self.draft.speak(self._speaker(speech), label=_from(speech))
        for spans in self._paragraphs(speech, skip={*_HEADS, "from"}):
            self.draft.say(spans)
        for head in (e for e in speech if _name(e) in _HEADS):
            words = one_line(plain(self._spans(head)))
            self.draft.leave(words)
            self.draft.drop(
                "speech-heading",
                f"發言的標題「{words}」",
                f"A speech's heading “{words}”",
                _where(head),
            )
        for attribute in ("startTime", "endTime"):
            if speech.get(attribute):
                self.lost[attribute] += 1

    def _speaker(self, speech: Any) -> str | None:
        reference = (speech.get("by") or "").strip()
        identifier = reference.removeprefix("#")
        shown = one_line(_from(speech)).rstrip(":： ")
        known = self.people.get(identifier)
        if known:
            if shown and shown != known:
                self.draft.drop(
                    "from",
                    f"發言標示「{shown}」，改用名冊的「{known}」",
                    f"The label “{shown}”; the list of people calls them “{known}”",
                    _where(speech),
                )
            return known
        name = shown or identifier
        if name:
            self.draft.guess(
                "unresolved-speaker",
                f"名冊裡沒有「{reference}」，發言者寫作「{name}」",
                f"The list of people has no “{reference}”; the speaker was written as “{name}”",
                _where(speech),
            )
        return name or None

    def _stray(self, text: str | None) -> None:
        if text and text.strip():
            self._nobody([TextRun(one_line(text))])

    def _unattributed(self, element: Any) -> None:
        for spans in self._paragraphs(element):
            self._nobody(spans)

    def _nobody(self, spans: list[TextRun]) -> None:
        self.draft.speak(None)
        self.draft.say(spans)
        self.unattributed += 1

    # -- words ---------------------------------------------------------------------------------

    def _paragraphs(
        self, element: Any, skip: frozenset[str] | set[str] = frozenset()
    ) -> list[list[TextRun]]:
        """The element's words cut at its block elements."""
        out: list[list[TextRun]] = [[]]
        self._walk(element, TextRun(""), out, skip, 0)
        return [spans for spans in out if plain(spans).strip()]

    def _spans(self, element: Any) -> list[TextRun]:
        return [span for spans in self._paragraphs(element) for span in spans]

    def _walk(
        self, element: Any, style: TextRun, out: list[list[TextRun]], skip: Any, depth: int
    ) -> None:
        self._words(element.text, style, out)
        for child in element:
            name = _name(child)
            if name in skip:
                pass
            elif name in _ACTIVE or not name:
                self._lose(child)
            elif name in ("br", "eol"):
                out[-1].append(TextRun("\n"))
            elif depth >= _DEPTH:
                self._words("".join(child.itertext()), style, out)
            else:
                self._inside(child, name, style, out, depth)
            self._words(child.tail, style, out)

    def _inside(
        self, child: Any, name: str, style: TextRun, out: list[list[TextRun]], depth: int
    ) -> None:
        block = name in _PARAGRAPHS
        if block:
            out.append([])
        href = child.get("href") if name in ("a", "ref") else None
        inner = TextRun(
            "",
            href or style.href,
            style.strong or _EMPHASIS.get(name) == "strong",
            style.emphasis or _EMPHASIS.get(name) == "emphasis",
        )
        self._walk(child, inner, out, (), depth + 1)
        if block:
            out.append([])

    @staticmethod
    def _words(text: str | None, style: TextRun, out: list[list[TextRun]]) -> None:
        if text:
            lines = text.split("\n")  # a line end in XML is a space, and none beside a tag
            lines[1:] = [line.lstrip(" \t\r") for line in lines[1:]]
            out[-1].append(TextRun(" ".join(lines), style.href, style.strong, style.emphasis))

    # -- report --------------------------------------------------------------------------------

    def _lose(self, element: Any) -> None:
        name = _name(element)
        if not name:
            words = str(element.text or "")
            kind = "entity" if words.startswith("&") else "xml-comment"
            self.lost[f"{kind} {words}" if kind == "entity" else kind] += 1
            return
        source = element.get("src") or element.get("data") or ""
        words = one_line("".join(element.itertext()))[:60]
        detail = " ".join(filter(None, [source, words]))
        self.draft.drop(
            "active-content",
            f"<{name}> {detail}".strip(),
            f"<{name}> {detail}".strip(),
            _where(element),
        )

    def _report(self) -> None:
        for what, times in self.lost.items():
            code = what.split(" ")[0]
            self.draft.drop(code, f"{what}：{times} 處", f"{what}: {plural(times, 'time')}")
        if self.unattributed:
            self.draft.guess(
                "unattributed",
                f"{self.unattributed} 段文字不屬於任何發言或旁白",
                f"{plural(self.unattributed, 'paragraph')} outside of all speeches and narratives",
            )


def _from(speech: Any) -> str:
    """Who speaks, as a speech says it for people to read."""
    return next(("".join(e.itertext()) for e in speech if _name(e) == "from"), "")


def _where(element: Any) -> int:
    return int(element.sourceline or 0)
