"""A record in preparation as the page shows it: plain data, for it comes from another process."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import chain
from typing import Any

from markupsafe import escape

from minutes.cases.ballots import share
from minutes.findings.rules import Lang
from minutes.records import terms
from minutes.records.document import Document
from minutes.records.front_matter_edit import UneditableHead
from minutes.records.model import Meeting
from minutes.text.lists import as_tuple
from pipeline.authoring.desk_form import SentForm, number
from pipeline.authoring.desk_round import NumberedSpeeches, proposed, suggested
from pipeline.authoring.form import FORM_FIELDS, on_line
from pipeline.authoring.preparation import Prepared
from pipeline.authoring.rows import cells as shown
from pipeline.authoring.rows.entries import FormRow, rows_of
from pipeline.authoring.rows.kinds import FormCell, Kind, kinds
from pipeline.authoring.waiting import known_of
from pipeline.authoring.words import undo
from pipeline.authoring.words.voices import HeardName, voices
from pipeline.readers.reading import ImportNote
from webapp.i18n import publication_day
from webapp.i18n.language import LANGUAGES
from webapp.pages.editing import pieces
from webapp.pages.editing.findings import Finding, by_place, findings, labels_of, piece_at
from webapp.pages.editing.pieces import ShownWords

_OF_LINES: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"紀錄第 [\d、]+ 行"),
    "en": re.compile(r"line \d+ of the record|(?<=more: )lines [\d, ]+"),
}
_OF_PIECES: Mapping[Lang, str] = {"zh": "紀錄第 {} 段", "en": "piece {} of the record"}
_PIECE = '<a href="#s{0}">{0}</a>'
_PERCENT = re.compile(r"\d{1,2}(\.\d{1,4})?|100")


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal: for which rows, what it would say (label, words), what it comes from, and in which
    piece."""

    field: str
    says: Sequence[tuple[str, str]]
    words: str
    piece: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record as the page shows it. `trouble` says what is in the way; without a `name` there is
    no record. `raw`: its head cannot be read, so that there is only the whole file to be shown; `when`
    tells of publication, `changed` names the field, the rows or the piece that the last round changed."""

    trouble: str = ""
    name: str = ""
    text: str = ""
    raw: bool = False
    form: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    room: str = ""
    offers: Sequence[Offer] = ()
    voices: Sequence[Mapping[str, Any]] = ()
    words: ShownWords = field(default_factory=ShownWords)
    title: str = ""
    facts: Sequence[str] = ()
    hosts: Sequence[str] = ()
    lang: str = ""
    guessed: Sequence[str] = ()
    dropped: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    when: Sequence[str] = ()
    earlier: str = ""
    changed: str = ""

    @property
    def errors(self) -> int:
        """How many things stand between the record and its publication."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def finished(self) -> bool:
        """Whether the file can go into the archive."""
        return bool(self.name) and bool(self.when) and not self.errors and not self.trouble


def from_json(raw: Mapping[str, Any]) -> Sheet:
    """The sheet that another process made."""
    made = {name: raw[name] for name in (f.name for f in fields(Sheet))}
    for name, one in (("findings", Finding), ("offers", Offer)):
        made[name] = [one(**each) for each in raw[name]]
    return Sheet(**made | {"words": ShownWords(**raw["words"])})


def sheet_of(made: Prepared, sent: SentForm | None, lang: Lang) -> Sheet:
    """The sheet of a record that was prepared."""
    meeting, document = made.parsed.meeting, made.parsed.document
    known = kinds("record")
    spoken = NumberedSpeeches(tuple(item.id for item in document.items))
    is_raw = made.head is not None or not document.data
    found = findings(made, labels_of(known, document.data, lang), lang)
    changed = _changed(made, sent)
    return Sheet(
        trouble=_trouble(made.head, lang) if made.head else "",
        name=made.name,
        text=made.text,
        raw=is_raw,
        form=asdict(made.form),
        rows={
            name: rows_to_show(kind, document.data.get(name), spoken, lang)
            for name, kind in known.items()
        },
        room=_room(sent),
        offers=[] if is_raw else _offers(made.text, lang),
        voices=[_voice(v, document.data) for v in voices(document)],
        words=pieces.write(document, meeting.lang, lang, _opened(sent), changed, by_place(found)),
        title=meeting.title,
        facts=_facts(meeting, lang),
        hosts=meeting.front.host_agency,
        lang=meeting.lang,
        guessed=_notes(made.imported.guessed, document, lang),
        dropped=_notes(made.imported.dropped, document, lang),
        findings=found,
        when=publication_day.sentences(meeting, made.due, made.state, made.zone, lang),
        earlier=json.dumps(undo.as_json(made.steps), ensure_ascii=False),
        changed=changed,
    )


def _changed(made: Prepared, sent: SentForm | None) -> str:
    """Where the page shows what the last round changed: there it can be taken back."""
    if not made.steps:
        return ""
    if sent and sent.does in {"add", "drop"}:
        return _rows_of(sent)
    line, parts = made.steps[-1].line, made.parsed.document
    if line >= parts.body_line:
        return f"s{piece_at(line, parts)}"
    field = on_line(line, parts)
    return f"f-{field}" if field in FORM_FIELDS else field


def _opened(sent: SentForm | None) -> int:
    return sent.number if sent and sent.does == "open" else -1


def _room(sent: SentForm | None) -> str:
    """The kind of rows that is to have one more."""
    return _rows_of(sent) if sent and sent.does == "add" else ""


def _rows_of(sent: SentForm) -> str:
    """The kind of rows that an act is about."""
    return sent.on.partition(".")[0]


# -- rows ------------------------------------------------------------------------------------------


def rows_to_show(
    kind: Kind, value: Any, spoken: NumberedSpeeches, lang: Lang
) -> list[dict[str, Any]]:
    """The rows of a field as plain data, each with what it tells beside its cells."""
    rows = rows_of(kind, value, spoken.number_of)
    return [_row(kind, *pair, lang) for pair in zip(rows, as_tuple(value), strict=True)]


def _row(kind: Kind, row: FormRow, entry: Any, lang: Lang) -> dict[str, Any]:
    made = asdict(row)
    swap = suggested(kind.name, entry) if row.odd else None
    made["swap"] = says(kind.cells, swap, lang) if swap else []
    if row.odd and isinstance(entry, str):
        made["odd"] = entry
    for option in made["parts"].get("options", ()):
        option["share"] = share_of(option["cells"], row.cells)
    return made


def share_of(option: Mapping[str, str], ballot: Mapping[str, str]) -> str:
    """An option's share as it was filled in, or of those who voted, or else of those who may, as `69.2`;
    "" where unknown."""
    whole = max(number(ballot["cast"]), 0) or max(number(ballot["eligible"]), 0)
    if _PERCENT.fullmatch(option["percent"]):
        return option["percent"]
    found = share(max(number(option["votes"]), 0) or None, whole)
    return "" if found is None else f"{found:g}"


def says(cells: Sequence[FormCell], entry: Mapping[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """What an entry says, cell by cell, in the words of the page."""
    said: list[tuple[str, str]] = []
    for cell in cells:
        values = as_tuple(entry.get(cell.name) or None)
        inner = [says(cell.cells, each, lang) for each in values if cell.cells]
        said += chain.from_iterable(inner)
        if values and not inner:
            said.append((cell.called(lang), _said(cell, values, lang)))
    return said


def _said(cell: FormCell, value: Any, lang: Lang) -> str:
    words = shown.words_of(cell, value)
    return LANGUAGES[lang].label(getattr(terms, cell.of.upper(), {}), words)


def _offers(text: str, lang: Lang) -> list[Offer]:
    known = kinds("record")
    return [
        Offer(w.field, says(known[w.field].cells, w.entry, lang), w.words, w.index + 1)
        for w in proposed(text)
    ]


# -- speakers --------------------------------------------------------------------------------------


def _voice(voice: HeardName, data: Mapping[str, Any]) -> dict[str, Any]:
    """Who speaks, with agency and role as the attendance tells them, or else the label itself."""
    known = known_of(voice.name, data)
    facts = {name: str(known.get(name) or "") for name in ("agency", "organisation", "role")}
    return asdict(voice) | facts


# -- the rest --------------------------------------------------------------------------------------


def _facts(meeting: Meeting, lang: Lang) -> list[str]:
    """What stands below the title on the record's page before its hosts: day, tier, kind."""
    language, front = LANGUAGES[lang], meeting.front
    said = [language.date(meeting.date)] if meeting.date else []
    said += [language.label(terms.TIER, front.tier)] if front.tier else []
    said += [language.label(terms.KIND, front.kind)] if front.kind else []
    return said


def _trouble(head: UneditableHead, lang: Lang) -> str:
    if lang == "zh":
        return f"表單的內容還沒有寫進檔案，因為檔案開頭的欄位要先改好：{head.zh}。請在「全文」裡修改，再檢查一次。"
    return (
        "The form is not yet written into the file, because its front matter must be put right "
        f"first: {head.en}. Correct it in the whole file below, then check again."
    )


def _notes(notes: Sequence[ImportNote], document: Document, lang: Lang) -> list[str]:
    """What the reader of the file reports, as safe markup; its proposals wait beside the rows."""
    reported = (note for note in notes if not note.code.startswith("proposal-"))
    return [_at_pieces(getattr(note, f"what_{lang}"), document, lang) for note in reported]


def _at_pieces(said: str, document: Document, lang: Lang) -> str:
    """What is said of lines of the record, said of the pieces that the page numbers with links, as markup. A reader
    counts the lines below the head."""

    def put(found: re.Match[str]) -> str:
        lines = (int(line) + document.body_line - 1 for line in re.findall(r"\d+", found[0]))
        pieces = [_PIECE.format(piece_at(line, document)) for line in lines]
        comma = ", " if lang == "en" else "、"
        return _OF_PIECES[lang].format(comma.join(pieces))

    return _OF_LINES[lang].sub(put, str(escape(said)))
