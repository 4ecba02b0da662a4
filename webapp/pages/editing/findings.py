"""Findings where they belong: beside the field, the row or the speech that they are about, in words for
people who have a form before them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from minutes.findings.problem import Problem
from minutes.findings.rules import RULES, Lang, RuleText
from minutes.records import vocabulary
from minutes.records.document import Document
from minutes.text import lists
from minutes.text.han import has_han
from minutes.text.lists import as_tuple, by_key
from minutes.text.word_tables import table
from minutes.yaml_text import nested
from minutes.yaml_text.validating import REASONS
from pipeline.authoring.form import field_of
from pipeline.authoring.preparation import Prepared
from pipeline.authoring.rows.kinds import FormCell, Kind
from pipeline.checks import repairs
from pipeline.checks.validation import validate_file
from pipeline.source.parser import Parsed

_MOST_FINDINGS = 300
_DAY = re.compile(r": (\d{4}-\d\d-\d\d)$")
# What is said of an entry that is plain words where the form has a row of cells.
_UNDIVIDED = {
    "reason_zh": "這一筆還沒有分成一欄一欄",
    "reason_en": "this entry is not yet divided into cells",
}
# How a value that is written in other words is read, unless it is a day: the form shows it so already.
_AS_SHOWN: Mapping[Lang, str] = {"zh": "這一欄現在顯示的", "en": "what the field shows now"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the check, in the language that was asked for. `at` is the field, row or speech
    that it is about ("" for the file), `place` what that is called; `fix` the line that can be put
    right without a person's thought, 0 where there is none. `remedies`: what a person may choose to do
    of it, each as the act of the form and the words of its button."""

    line: int
    severity: str
    code: str
    message: str
    at: str = ""
    place: str = ""
    fix: int = 0
    remedies: Sequence[Sequence[str]] = ()
    what: str = ""

    @property
    def kind(self) -> tuple[str, ...]:
        """What those have in common of which why and what to do need be said but once; one with buttons stands alone."""
        alone = (self.at, str(self.line)) * bool(self.fix or self.remedies)
        return self.severity, self.code, self.message.removeprefix(self.what), *alone


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding belongs: the id of the field, row or speech on its page ("" for the file), what
    that is called, and the field of the head that it is about."""

    at: str
    place: str = ""
    field: str = ""


def by_place(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by what they are about, for the page to show them there."""
    beside: dict[str, list[Finding]] = {}
    for finding in found:
        beside.setdefault(finding.at, []).append(finding)
    return beside


def grouped(found: Iterable[Finding]) -> list[list[Finding]]:
    """Findings in their order, each with the others of its kind."""
    return list(by_key(found, _KIND).values())


_KIND = attrgetter("kind")


def findings(made: Prepared, labels: Labels, lang: Lang) -> list[Finding]:
    """All findings about a record that the page has room for."""
    safe = _repaired(made)
    return [
        replace(
            finding(p, _spot(p, made.parsed, labels), lang),
            fix=p.line * ((p.line, p.code) in safe),
        )
        for p in _worst_first(made.problems)
    ]


def _repaired(made: Prepared) -> frozenset[tuple[int, str]]:
    """The findings, by line and code, that the repair of their line would end."""
    fixed = repairs.fix(made.text)
    if fixed == made.text or fixed.count("\n") != made.text.count("\n"):
        return frozenset()
    left = validate_file(fixed.encode("utf-8", "replace"), made.name, made.context)
    gone = {(p.line, p.code) for p in made.problems} - {(p.line, p.code) for p in left}
    changed = zip(made.text.split("\n"), fixed.split("\n"), strict=True)
    lines = {at for at, (old, new) in enumerate(changed, 1) if old != new}
    return frozenset((line, code) for line, code in gone if line in lines)


def _worst_first(problems: Sequence[Problem]) -> list[Problem]:
    """All in the order of the file, unless there are more than the page shows."""
    if len(problems) <= _MOST_FINDINGS:
        return list(problems)
    rank = {"error": 0, "warning": 1}
    order = sorted(problems, key=lambda p: (rank.get(p.severity, 2), p.line, p.column))
    return order[:_MOST_FINDINGS]


def _spot(problem: Problem, parsed: Parsed, labels: Labels) -> Spot:
    """The field, row or speech of a record that a finding is about."""
    if field := field_of(problem, parsed):
        return Spot(f"f-{field}", field, field)
    row = row_of(problem, parsed.document, labels)
    piece = piece_at(problem.line, parsed.document)
    return Spot(row or f"s{piece}" * bool(piece), labels.get(row, ""))


def finding(problem: Problem, spot: Spot, lang: Lang) -> Finding:
    """A finding in words for people, at its place, with what may be done of it. What a library says of a
    value is not among them."""
    values = dict(problem.values)
    if not has_han(values.get("reason_zh", "不")):
        values["reason_zh"] = "不是這個欄位能用的值"
    is_undivided = values.get("reason_zh") == REASONS["dataclass_type"]
    values |= _UNDIVIDED if is_undivided else {}
    day = _DAY.search(values.get("copy", ""))
    values["meant"] = day[1] if day else _AS_SHOWN[lang]
    values |= _tiers(values)
    rule = RULES[problem.code]
    # What to do, for those who have a form before them: by finding and field of the form.
    known = table("form_advice").get(problem.code, {}) if spot.at else {}
    what = known.get("what", (rule.what.zh, rule.what.en))
    abouts = ("undivided" * is_undivided, spot.field, spot.at.partition(".")[0], "any")
    fix = next((known[about] for about in abouts if about in known), (rule.fix.zh, rule.fix.en))
    rule = replace(rule, what=RuleText(*what), fix=RuleText(*fix))
    message = rule.message(lang, values)
    remedies = _REMEDIES.get(problem.code, _none)(spot.at, values, lang)
    return Finding(
        problem.line,
        problem.severity,
        problem.code,
        message,
        spot.at,
        spot.place,
        remedies=remedies,
        what=rule.what.fill(lang, values),
    )


def _agency_remedies(at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """An attendee's as a body that is no agency; or the nearest one in the place of what is written,
    wherever the record names it."""
    moved = {"zh": "移到「團體」", "en": "Move to “Organisation”"}[lang]
    is_of_attendee = at.startswith("attendees.") and at.endswith(".agency")
    offered = [(f"move:{at}=organisation", moved)] * is_of_attendee
    near = values.get("near", "")
    meant = (
        "" if is_of_attendee and len(lists.words(near)) > 1 else near
    )  # who comes from one place
    return [*offered, *_called(values["agency"], meant, lang)]


def _called(written: str, meant: str, lang: Lang) -> list[tuple[str, str]]:
    """The agency that is meant in the place of what is written, if one is known."""
    said = {"zh": f"改成「{meant}」", "en": f"Write “{meant}”"}[lang]
    return [(f"call:{written}→{meant}", said)] * bool(meant)


def _successor(_at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """The one agency that stood at that day in the place of this; ids are of several, none of that day."""
    others = values["others"]
    is_one = has_han(others) and ", " not in others
    return _called(values["agency"], others * is_one, lang)


def _in_order(_at: str, _values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    return [("sort:status", {"zh": "照日期排好", "en": "Put in the order of days"}[lang])]


def _tiers(values: Mapping[str, str]) -> dict[str, str]:
    """What the tiers that a finding names are called."""
    known = vocabulary.values("tier")
    tiers = {name: known[values[name]] for name in ("tier", "told") if values.get(name) in known}
    return {f"{n}_zh": v.zh for n, v in tiers.items()} | {f"{n}_en": v.en for n, v in tiers.items()}


def _title_s_tier(at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    return _value(at, values["told"], values[f"told_{lang}"], lang)


def _nearest_value(at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    return _value(at, values.get("near", ""), values.get(f"near_{lang}", ""), lang)


def _nearest_word(at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    return _value(at, values["near"], values["near"], lang)


def _value(at: str, meant: str, called: str, lang: Lang) -> list[tuple[str, str]]:
    """Another value of the list in the place of what is written, if one is meant."""
    said = {"zh": f"改成「{called}」", "en": f"Write “{called}”"}[lang]
    return [(f"put:{at}={meant}", said)] * bool(at and meant and called)


def _beginning(at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """An address with the beginning that it lacks; those among the words are edited there."""
    said = {"zh": "在前面加上 https://", "en": "Put https:// before it"}[lang]
    return [(f"https:{at}", said)] * ("." in at and bool(values.get("near")))


def _other_name(_at: str, values: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """The name that is likelier, for all that was said under the other."""
    name, other = values["name"], values["other"]
    said = {"zh": f"把「{name}」改成「{other}」", "en": f"Write “{other}” for “{name}”"}[lang]
    return [(f"voice:{name}→{other}", said)]


def _none(_at: str, _values: Mapping[str, str], _lang: Lang) -> list[tuple[str, str]]:
    return []


_REMEDIES: Mapping[str, Callable[[str, Mapping[str, str], Lang], list[tuple[str, str]]]] = {
    "unknown-agency": _agency_remedies,
    "like-agency": _agency_remedies,
    "agency-not-valid": _successor,
    "status-out-of-order": _in_order,
    "tier-unlike-title": _title_s_tier,
    "unknown-value": _nearest_value,
    "issue-as-path": _nearest_word,
    "broken-link": _beginning,
    "name-one-off": _other_name,
}


def piece_at(line: int, document: Document) -> int:
    """The number of the piece on whose lines, its label counted in, a line of the file is; 0 for the head."""
    at = bisect_right([item.line for item in document.items], line)
    below = document.items[at : at + 1]
    return at + any(item.label_line == line for item in below)


def row_of(problem: Problem, document: Document, labels: Labels) -> str:
    """The row or cell that a finding is about: the last one that begins at or before it."""
    front = document.front
    if front is None or front.places is None or problem.line >= document.body_line:
        return ""
    place = (problem.line, problem.column)
    begun = [(front.place(*path), -len(path), path) for path in front.places.places if path]
    path = max((one for one in begun if one[0] <= place), default=(place, 0, ("",)))[2]
    is_alone = not isinstance(front.data.get(str(path[0])), list)
    steps = [str(path[0]), *("0" * is_alone), *map(str, path[1:])]
    while steps and ".".join(steps) not in labels:
        steps.pop()
    return ".".join(steps)


Labels = Mapping[str, str]
"""What each row and cell of a page is called, by its path: `actions.1.due` is 待辦事項 2 · 期限."""


def labels_of(kinds: Mapping[str, Kind], data: Mapping[str, Any], lang: Lang) -> Labels:
    """The labels of all rows that a head holds."""
    named = ((kind, data[name]) for name, kind in kinds.items() if name in data)
    return dict(
        label
        for kind, value in named
        for label in (
            (kind.name, kind.called(lang)),
            *_labels(kind.cells, value, kind.name, kind.called(lang), lang),
        )
    )


def _labels(
    cells: Sequence[FormCell], value: Any, path: str, said: str, lang: Lang
) -> Iterator[tuple[str, str]]:
    for at, entry in enumerate(as_tuple(value)):
        row, label = f"{path}.{at}", f"{said} {at + 1}"
        yield row, label
        fields = nested.fields(entry)
        for cell in cells:
            name, words = f"{row}.{cell.name}", f"{label} · {cell.called(lang)}"
            yield name, words
            yield from _labels(
                cell.cells, fields.get(cell.name) if cell.cells else None, name, words, lang
            )
