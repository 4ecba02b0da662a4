"""A file's bytes → a `Meeting`, its document, and what is wrong with it, or an `Issue`. Never raises on content."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from minutes.addresses.references import record_name
from minutes.findings.problem import Problem, problem
from minutes.publication import not_yet
from minutes.records import document, titles, vocabulary
from minutes.records.document import Document, FrontText
from minutes.records.front_matter import (
    FRONT_MATTER,
    ISSUE_FRONT,
    PO_TIERS,
    Attendee,
    FrontMatter,
    IssueFront,
)
from minutes.records.model import Issue, Meeting, Speaker
from minutes.records.titles import TitleFacts
from minutes.text import days
from minutes.text.folding import runs
from minutes.text.lists import omit
from minutes.yaml_text import nested, writing
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.reading import Loc
from minutes.yaml_text.validating import field_problem, nearest
from pipeline.source import sample_lines

MAX_BYTES = 16 * 1024 * 1024
# Changes whenever the same file would give another meeting or other items.
PARSER_VERSION = 13

# How the comment ends that `pipeline.authoring.adoption` writes above the values that it inferred.
UNCONFIRMED = re.compile(
    r"^[ \t]*#.*(?:請逐項確認後刪除本行|check each line, then delete this one)", re.M | re.I
)

_LABEL = re.compile(r"^#{2,3} [^\n]*[:：][ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_LONGEST_LEAD = 400  # of a record in which no label is found
# Fields that hold a record back themselves.
_HOLDING = frozenset({"tier", "date", "session", "sessions"})
_ADDRESS = re.compile(r"https?://\S{1,2000}")
_LONGEST_WORD = 12  # characters of a value that says where a record stands
_EMPTY: tuple[object, ...] = (None, "")  # what a template's field holds before it is filled in
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_FUNCTION_WORDS = {
    "en": {"the", "and", "of", "to", "is", "that", "it", "in", "you", "we"},
    "fr": {"le", "les", "des", "est", "et", "une", "que", "dans", "pour", "qui"},
    "de": {"der", "die", "und", "das", "ist", "nicht", "ein", "wir", "ich", "zu"},
    "es": {"el", "los", "que", "es", "una", "por", "las", "con", "para", "en"},
}
_LANGUAGES_OF = {
    word: [lang for lang, words in _FUNCTION_WORDS.items() if word in words]
    for word in chain.from_iterable(_FUNCTION_WORDS.values())
}
# What is left when bad values are taken out may show others, once or twice; then whole fields go.
_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file as read: the record, its document, and the problems met on the way."""

    meeting: Meeting
    document: Document
    problems: tuple[Problem, ...]


def parse(data: bytes, path: str) -> Parsed:
    """The meeting in a transcript file; `path` is relative to its folder and names the meeting."""
    text, problems, broken = _decode(data, path)
    parts = document.parse(text)
    speakers = Counter(filter(None, (speech.speaker for speech in parts.speeches)))
    beginning = _Beginning(parts.head, parts.front, parts.heading, _lead(parts.body))
    meeting, found = _meeting(data, path, beginning, broken=broken)
    inferred = dict(
        meeting.front_gaps(lang=infer_language(parts), attendees=tuple(map(Attendee, speakers)))
    )
    return Parsed(
        dataclasses.replace(
            meeting,
            front=dataclasses.replace(meeting.front, **inferred),
            inferred=tuple(sorted({*meeting.inferred, *inferred})),
            speakers=tuple(Speaker(name=n, speeches=c) for n, c in speakers.items()),
            speeches=len(parts.speeches),
            items=len(parts.items),
            chars=sum(len(i.text) for i in parts.items),
        ),
        parts,
        (*problems, *found),
    )


def outline(data: bytes, path: str) -> Meeting:
    """The meeting as far as its head and first heading tell: enough to decide who may see it."""
    text, _, broken = _decode(data, path)
    head, front = document.split_front(text)
    body = text[len(head) :]
    heading = document.first_heading(body)
    return _meeting(data, path, _Beginning(head, front, heading, _lead(body)), broken=broken)[0]


def _lead(body: str) -> str:
    """What stands before the first speech, where remarks about the record itself are written."""
    label = _LABEL.search(body)
    return body[: label.start() if label else _LONGEST_LEAD]


def _decode(data: bytes, path: str) -> tuple[str, list[Problem], bool]:
    """A file's text; what is wrong with it; whether it is too broken to be published."""
    if len(data) > MAX_BYTES:
        return "", [problem(path, "too-large", size=len(data), limit=MAX_BYTES)], True
    try:
        return data.decode("utf-8"), [], False
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("utf-8", "replace"), [problem(path, "not-utf8", line)], True


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a file has before its first speech: the head as it is written, and as it was read, the first heading,
    and what stands between."""

    written: str
    head: FrontText | None
    heading: str | None
    lead: str


def _meeting(
    data: bytes, path: str, beginning: _Beginning, *, broken: bool
) -> tuple[Meeting, list[Problem]]:
    """The meeting without its words: front matter, and what file name, heading and what stands before the first
    speech tell. Title, summary, licence and a folder's name may say that it is not public yet, too."""
    head, heading = beginning.head, beginning.heading
    front, unreadable, problems = read_front(head, path) if head else (FrontMatter(), (), [])
    stem = record_name(path)
    names = filter(None, (stem, heading, front.title, front.licence))
    lead = _HEADING.sub("", beginning.lead)  # a heading says what was spoken of
    words = (lead, *front.summary.texts)
    marks = (
        not_yet.lies_in_marked_folder(path),
        any(map(not_yet.is_marked, names)),
        any(map(not_yet.says_not_yet, words)),
        not_yet.is_heading_marked(beginning.lead),
        not_yet.is_in_comments(beginning.written),
    )
    is_barred = broken or (head is not None and head.error is not None)
    if any(marks) and not is_barred:
        unreadable, problems = (*unreadable, "edit"), [*problems, problem(path, "not-yet-public")]
    facts = titles.infer(stem, heading)
    bare = Meeting(
        id=stem,
        path=path,
        digest=hashlib.sha256(data).hexdigest(),
        front=front,
        unreadable=unreadable,
        given=tuple(sorted(k for k, v in head.data.items() if v not in _EMPTY)) if head else (),
        has_front=head is not None,
        has_edit=head is not None and "edit" in head.data,
        unconfirmed=bool(UNCONFIRMED.search(beginning.written)),
        named=tuple(sorted(set(filter(None, (facts.stem_date, facts.heading_date))))),
        title_facts=_most_telling(facts, titles.infer(stem, front.title)),
        broken=is_barred,
    )
    gaps = bare.front_gaps(
        title=facts.title,
        date=facts.date,
        tier=facts.tier,
        kind=facts.kind or "other",
        term=facts.term,
        case=facts.cases,
        session=facts.session,
    )
    filled = dataclasses.replace(front, **gaps)
    return dataclasses.replace(bare, front=filled, inferred=tuple(sorted(gaps))), problems


def _most_telling(*facts: TitleFacts) -> TitleFacts:
    """What tells of a meeting of the network, the heading with the name or the title; else the first."""
    return next((each for each in facts if each.tier in PO_TIERS), facts[0])


def read_front(front: FrontText, path: str) -> tuple[FrontMatter, tuple[str, ...], list[Problem]]:
    """The valid part of a front matter, the names of the fields whose value is not, and why."""
    if front.error is not None:
        return FrontMatter(), (), [unreadable_head(path, front.error, front.error_line)]
    return read_fields(front, path, FRONT_MATTER, FrontMatter)


def issue_of(path: str, data: bytes) -> Issue | None:
    """The issue that a file tells of; None where its head cannot be read, or is a proposal still."""
    return _read_issue(path, data)[0]


def shown_issue(path: str, data: bytes) -> Issue | None:
    """The same, and None where it says that it is not public yet, in a field that would hold a record back or in words."""
    issue, waits = _read_issue(path, data)
    return None if waits else issue


def _read_issue(path: str, data: bytes) -> tuple[Issue | None, bool]:
    """The issue, and whether it says that it is not public yet."""
    parts = document.parse(data.decode("utf-8", "replace"))
    if (head := document.readable(parts.front)) is None or UNCONFIRMED.search(parts.head):
        return None, True
    front, unread, _ = read_fields(head, path, ISSUE_FRONT, IssueFront)
    slug, digest = record_name(path), hashlib.sha256(data).hexdigest()
    issue = Issue(slug=slug, path=path, front=front, body=parts.body, digest=digest)
    marked = not_yet.is_issue_marked(slug, front.title.texts, parts.head, parts.body)
    return issue, "edit" in unread or marked


def unreadable_head(path: str, why: UnreadableYaml, line: int) -> Problem:
    """The finding for a head that cannot be read, at its line of the file."""
    return problem(path, "unreadable-front-matter", line, reason_zh=why.zh, reason_en=why.en)


def read_fields(
    front: FrontText, path: str, adapter: TypeAdapter[Any], kind: type[Any]
) -> tuple[Any, tuple[str, ...], list[Problem]]:
    """Like `read_front`, for any front-matter class: each bad value is reported and left out.

    Of a list only the bad entries are left out; their field still counts as unreadable. A field
    without a value (`title:`) is a missing one.
    """
    names = {f.name for f in dataclasses.fields(kind)}
    data = {k: v for k, v in front.data.items() if v is not None or k not in names}
    bad: dict[str, None] = {}
    problems: list[Problem] = []
    for _ in range(_MOST_ROUNDS):
        read, errors = _tried(adapter, data)
        if not errors:
            return read, tuple(filter(None, bad)), problems
        for entry in errors:
            found = field_problem(path, tuple(entry["loc"]), entry, kind, front.place)
            problems.append(_with_remedy(found, entry))
            bad.setdefault(_meant(entry, kind))
        data = _without(data, [entry["loc"] for entry in errors])
    return adapter.validate_python(omit(data, bad)), tuple(filter(None, bad)), problems


def _tried(adapter: TypeAdapter[Any], data: Mapping[str, Any]) -> tuple[Any, list[ErrorDetails]]:
    """What is read from values where all are good, or else what is wrong with them."""
    try:
        return adapter.validate_python(data), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _meant(entry: ErrorDetails, kind: type[Any]) -> str:
    """The field that cannot be read: an unknown one stands for the known one that it is near, so
    that a mistyped `tier` or `edit` is not taken for a missing one."""
    loc = entry["loc"]
    field = str(loc[0])
    if entry["type"] != "unexpected_keyword_argument":
        says = len(loc) <= 2 and not_yet.says_not_yet(writing.flow(entry["input"]))
        return "edit" if says else field
    if any(map(vocabulary.window_field, _names_of(entry))):
        return "edit"  # one level too high, or in another field
    near = field if len(loc) > 1 else nearest(field, [f.name for f in dataclasses.fields(kind)])
    return "edit" if near not in _HOLDING and _may_wait(field, entry["input"]) else near


def _may_wait(field: str, value: Any) -> bool:
    """Whether a value, alone or behind its name (`show: false`), says that something is not public yet, or is a day."""
    written = writing.flow(value)
    says = any(map(not_yet.says_not_yet, (written, f"{field}: {written}")))
    return says or _day_of(value) is not None


def _names_of(entry: ErrorDetails) -> tuple[str, ...]:
    """What an unknown field may be meant by: its name, the names in it, and a word or two that stand in the
    place of one (`status: 未公開`)."""
    value = entry["input"]
    words = (value, *nested.items(value))
    short = (word for word in words if isinstance(word, str) and len(word) <= _LONGEST_WORD)
    return (str(entry["loc"][-1]), *map(str, nested.fields(value)), *short)


def _day_of(value: object) -> dt.date | None:
    return days.day(str(value)) if isinstance(value, str | int) else None


def _with_remedy(found: Problem, entry: Any) -> Problem:
    """The finding with what to write instead, as a line to copy where one can be made."""
    if found.code == "unknown-field":
        near = _with_near(found, entry["loc"], vocabulary.nearest_field)
        meant = _window_problem(near, entry)
        return (
            meant
            if meant is not near
            else _with_near(near, entry["loc"], vocabulary.field_with_part)
        )
    if found.code != "bad-value":
        return found
    fields = nested.names(entry["loc"])
    copy = sample_lines.entry(fields[0], entry["input"]) if len(fields) == 1 else ""
    return dataclasses.replace(found, values=(*found.values, ("copy", copy)))


def _with_near(found: Problem, loc: Loc, field_like: Callable[[str, str], str]) -> Problem:
    """The finding of an unknown field with the one that may be meant, where none is told yet;
    `field_like` knows it by the section and the name."""
    values = dict(found.values)
    *_, section, name = (vocabulary.HEAD, *nested.names(loc))
    near = values["near"] or field_like(section, name)
    return dataclasses.replace(found, values=tuple((values | {"near": near}).items()))


def _window_problem(found: Problem, entry: Any) -> Problem:
    """The finding for a name that is no field: what it says of publication, where it may mean that."""
    meant = filter(None, map(vocabulary.window_field, _names_of(entry)))
    field, day = next(meant, None), _day_of(entry["input"])
    if field is None and (day is None or dict(found.values)["near"]):
        return found
    value = day or (entry["input"] if field in {"waiver_reason", "hold"} else None)
    line = {_to_write(field, day): value}
    return problem(
        found.path,
        "window-misnamed" if field else "unknown-day",
        found.line,
        found.column,
        field=dict(found.values)["field"],
        copy=f"edit: {writing.flow(line)}" if isinstance(value, str | dt.date) else "",
    )


def _to_write(field: str | None, day: dt.date | None) -> str:
    """The field to write instead of a misnamed one; what waits for a day does not wait for words."""
    if field == "hold" and day is None:
        return field
    return "hold_until" if field in {None, "edit", "hold"} else str(field)


def _without(data: dict[str, Any], places: list[tuple[Any, ...]]) -> dict[str, Any]:
    """`data` without the entries that hold a bad value: list entries alone, else the whole field."""
    bad_entries: dict[str, set[int]] = {}
    bad_fields: set[str] = set()
    for place in places:
        match place:
            case (name, int(index), *_) if isinstance(data.get(str(name)), list):
                bad_entries.setdefault(str(name), set()).add(index)
            case (name, *_):
                bad_fields.add(str(name))
    result = omit(data, bad_fields)
    for name in bad_entries.keys() & result.keys():
        indexed = enumerate(data[name])
        result[name] = [value for i, value in indexed if i not in bad_entries[name]]
    return result


def infer_language(parts: Document) -> str | None:
    """The language of most of the words: by script, and among Latin ones by their small words."""
    sample = _sample(parts)
    if not sample.strip():
        return None
    spans = list(runs(sample))
    script = "".join(sample[start:end] for start, end, kind in spans if kind == "han")
    words = [sample[start:end].lower() for start, end, kind in spans if kind == "word"]
    kana = len(_KANA.findall(script))
    hangul = len(_HANGUL.findall(script))
    han = len(script) - kana - hangul
    latin = sum(len(word) for word in words if not word.isdigit())
    if max(kana, hangul, han) * 3 > latin:
        _, best = max((han, "zh-Hant-TW"), (kana * 2, "ja"), (hangul, "ko"))
        return best
    return _latin_language(words)


def _sample(parts: Document) -> str:
    """The beginnings of a hundred speeches all over a record; of one without any, its beginning. An address
    of the web is in no language."""
    some = parts.speeches[:: len(parts.speeches) // 100 + 1]
    sample = "".join(speech.text[:60] for speech in some)
    return _ADDRESS.sub("", sample or "".join(item.text for item in parts.items)[:2000])


def _latin_language(words: Iterable[str]) -> str:
    """The language whose small words are most; English where there are none."""
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(_LANGUAGES_OF.get(word, ()))
    return counts.most_common(1)[0][0] if counts else "en"
