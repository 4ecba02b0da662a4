"""Lines to copy: an entry that was written as plain words, in the form that the schema has for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from minutes.records import vocabulary
from minutes.records.case_numbers import find_cases
from minutes.records.speaker_labels import calling, is_full_name
from minutes.text import days, lists, personal_data
from minutes.text.folding import fold
from minutes.yaml_text import writing

_LONGEST = 60  # characters of somebody's words that a message repeats
_PARTS = re.compile(r"[\s（()）、，,：:/／]+")
_AMOUNT = re.compile(r"(\d{1,5}) ?票")
_ADDRESS = re.compile(r"https?://\S{1,300}|www\.\S{1,300}")


def entry(field: str, written: Any) -> str:
    """The entry of `field` that somebody meant by plain words, on one line as YAML; an example of one
    where the words are too long or may be personal; "" for a field that has no entries."""
    make = _ENTRIES.get(field)
    if make is None:
        return ""
    words = str(written).strip() if isinstance(written, str | int | float) else ""
    usable = 0 < len(words) <= _LONGEST and not personal_data.holds(words)
    line = writing.flow(make(words if usable else ""))
    return line if field in _ALONE else f"- {line}"


def _attendee(words: str) -> Mapping[str, Any]:
    parts = [part for part in _PARTS.split(words) if part]
    name = next((part for part in parts if is_full_name(part)), "")
    body = next((part for part in parts if part != name and calling(part) == "body"), "")
    role = [part for part in parts if part not in {name, body}]
    if not name:
        return {"name": "姓名", "agency": "機關簡稱", "role": "職稱"}
    found = {"name": name, "agency": body, "role": " ".join(role)}
    return {key: value for key, value in found.items() if value}


def _with_case(made: dict[str, Any], words: str) -> dict[str, Any]:
    numbers = [mention.number for mention in find_cases(fold(words))]
    return made | ({"case": numbers[0]} if numbers else {})


def _decision(words: str) -> Mapping[str, Any]:
    return _with_case({"text": words or "決議內容"}, words)


def _action(words: str) -> Mapping[str, Any]:
    return _with_case({"agency": "機關簡稱", "task": words or "要做的事"}, words)


def _request(words: str) -> Mapping[str, Any]:
    return {"from": "機關簡稱", "what": words or "需要的協助"}


def _vote(words: str) -> Mapping[str, Any]:
    amount = _AMOUNT.search(words)
    title = _AMOUNT.sub("", words).strip(" 「」『』，,：:、")
    option = _with_case({"votes": int(amount[1]) if amount else 18}, words)
    return {"options": [option if "case" in option else {"title": title or "提案名稱"} | option]}


def _report(words: str) -> Mapping[str, Any]:
    told = _with_case({}, words) or {"case": 901}
    return told | {"status": "tracked"} | ({"note": words} if words else {})


def _link(words: str) -> Mapping[str, Any]:
    found = _ADDRESS.search(words)
    url = found[0] if found else "https://example.org/slides"
    return {"type": "slides", "url": url if "://" in url else f"https://{url}"}


def _session(words: str) -> Mapping[str, Any]:
    return {"date": days.day(words) or "2025-03-20", "kind": "pre_meeting"}


def _correction(words: str) -> Mapping[str, Any]:
    return {"date": days.day(words) or "2025-05-20", "what": words or "改了什麼"}


def _attachment(words: str) -> Mapping[str, Any]:
    return {"file": words or "handbook.pdf", "label": "說明"}


def _window(words: str) -> Mapping[str, Any]:
    day = days.day(words)
    return {"hold_until": day or "2030-01-01"}


def _method(words: str) -> Mapping[str, Any]:
    return {"method": vocabulary.value_of("method", words) or "stenography"}


def _response(words: str) -> Mapping[str, Any]:
    return {"url": _link(words)["url"]}


def _step(words: str) -> Mapping[str, Any]:
    return {"status": vocabulary.value_of("issue_status", words) or "tracked", "date": "2025-02-11"}


def _term(_: str) -> Mapping[str, Any]:
    return {"roc_year": 114, "month": 4}


def _case(words: str) -> int:
    found = lists.as_case(words)
    return found if isinstance(found, int) else 901


_ENTRIES: Mapping[str, Callable[[str], Any]] = {
    "attendees": _attendee,
    "decisions": _decision,
    "actions": _action,
    "requests": _request,
    "votes": _vote,
    "reports": _report,
    "links": _link,
    "sessions": _session,
    "corrections": _correction,
    "attachments": _attachment,
    "status": _step,
    "edit": _window,
    "record": _method,
    "response": _response,
    "term": _term,
    "case": _case,
}
_ALONE = frozenset({"edit", "record", "response", "term", "case"})  # one value, no list of entries
