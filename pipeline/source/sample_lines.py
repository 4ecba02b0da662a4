"""Lines to copy: an entry that was written as plain words, in the form that the schema has for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from minutes.records import speaker_labels, vocabulary
from minutes.records.case_numbers import find_cases
from minutes.records.speaker_labels import calling, is_full_name
from minutes.text import days, lists, personal_data
from minutes.text.folding import fold
from minutes.text.lists import only
from minutes.yaml_text import writing

_LONGEST = 60  # characters of somebody's words that a message repeats
_PARTS = re.compile(r"[\s（()）、，,：:/／]+")
_AMOUNT = re.compile(r"(\d{1,5}) ?票")
_ADDRESS = re.compile(r"https?://\S{1,300}|www\.\S{1,300}")


def entry(field: str, written: Any) -> str:
    """The entry of `field` that somebody meant by plain words, on one line as YAML, or all of several people; an
    example of one where the words are too long or may be personal; "" for a field that has no entries."""
    make = _ENTRIES.get(field)
    if make is None:
        return ""
    words = str(written).strip() if isinstance(written, str | int | float) else ""
    usable = 0 < len(words) <= _LONGEST and not personal_data.holds(words)
    meant = _meant(field, make, words * usable)
    line = writing.flow(meant)
    if isinstance(meant, list):
        return f"{field}: {line}"
    return line if field in _ALONE else f"- {line}"


def _meant(field: str, make: Callable[[str], Any], words: str) -> Any:
    """What words mean for a field: the fields that they name themselves, or what can be told of them."""
    return vocabulary.named_fields(field, words) or make(words)


def _filled(sample: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in the form of the sample, with what was found in place of the sample's own values."""
    return {**sample, **lists.without_empty(found)}


def _attendees(words: str) -> Mapping[str, Any] | list[Mapping[str, Any]]:
    """Who is meant: one, or everybody whose name stands between the commas; an example where one of them is not read."""
    each = filter(None, map(str.strip, _COMMAS.split(words)))
    match list(map(_attendee, each)):
        case [{"name": _} as one]:
            return one
        case [{"name": _}, *_] as people if all(people):
            return people
    return {"name": "姓名", "agency": "機關簡稱", "role": "職稱"}


_COMMAS = re.compile("[、，,；;]")


def _attendee(words: str) -> Mapping[str, Any]:
    """Name, agency and office, set apart (交通部 王小明 科長) or joined (交通部王小明科長); nothing without a name."""
    parts = list(filter(None, _PARTS.split(words)))
    name = only(filter(is_full_name, parts))
    if name is None:
        label = speaker_labels.parts(words)
        return (
            _filled({"name": label.name}, {"agency": label.agency, "role": label.role})
            if label
            else {}
        )
    others = [part for part in parts if part != name]
    body = next(filter(_is_body, others), "")
    role = [part for part in others if part != body]
    return _filled({"name": name}, {"agency": body, "role": " ".join(role)})


def _is_body(word: str) -> bool:
    return calling(word) == "body"


def _case_in(words: str) -> int | None:
    """The first case that words name."""
    return next((mention.number for mention in find_cases(fold(words))), None)


def _decision(words: str) -> Mapping[str, Any]:
    return _filled({"text": "決議內容"}, {"text": words, "case": _case_in(words)})


def _action(words: str) -> Mapping[str, Any]:
    sample = {"agency": "機關簡稱", "task": "要做的事"}
    return _filled(sample, {"task": words, "case": _case_in(words)})


def _request(words: str) -> Mapping[str, Any]:
    return _filled({"from": "機關簡稱", "what": "需要的協助"}, {"what": words})


def _vote(words: str) -> Mapping[str, Any]:
    amount = _AMOUNT.search(words)
    votes = int(amount[1]) if amount else 18
    case = _case_in(words)
    if case is not None:
        return {"options": [{"votes": votes, "case": case}]}
    title = _AMOUNT.sub("", words).strip(" 「」『』，,：:、")
    return {"options": [_filled({"title": "提案名稱", "votes": votes}, {"title": title})]}


def _report(words: str) -> Mapping[str, Any]:
    sample = {"case": 901, "status": "tracked"}
    return _filled(sample, {"case": _case_in(words), "note": words})


def _address(words: str) -> str:
    """The first address in some words, whole; "" where there is none."""
    found = _ADDRESS.search(words)
    if found is None:
        return ""
    return found[0] if "://" in found[0] else f"https://{found[0]}"


def _link(words: str) -> Mapping[str, Any]:
    sample = {"type": "slides", "url": "https://example.org/slides"}
    return _filled(sample, {"url": _address(words)})


def _session(words: str) -> Mapping[str, Any]:
    return _filled({"date": "2025-03-20", "kind": "pre_meeting"}, {"date": days.day(words)})


def _correction(words: str) -> Mapping[str, Any]:
    sample = {"date": "2025-05-20", "what": "改了什麼"}
    return _filled(sample, {"date": days.day(words), "what": words})


def _attachment(words: str) -> Mapping[str, Any]:
    return _filled({"file": "handbook.pdf", "label": "說明"}, {"file": words})


def _window(words: str) -> Mapping[str, Any]:
    return _filled({"hold_until": "2030-01-01"}, {"hold_until": days.day(words)})


def _method(words: str) -> Mapping[str, Any]:
    return _filled({"method": "stenography"}, {"method": vocabulary.value_of("method", words)})


def _response(words: str) -> Mapping[str, Any]:
    return {"url": _link(words)["url"]}


def _step(words: str) -> Mapping[str, Any]:
    sample = {"status": "tracked", "date": "2025-02-11"}
    return _filled(sample, {"status": vocabulary.value_of("issue_status", words)})


def _term(_: str) -> Mapping[str, Any]:
    return {"roc_year": 114, "month": 4}


def _case(words: str) -> int:
    found = lists.as_case(words)
    return found if isinstance(found, int) else 901


_ENTRIES: Mapping[str, Callable[[str], Any]] = {
    "attendees": _attendees,
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
