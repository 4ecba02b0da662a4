"""What a search offers beside its results: pages that the words name, and what to try next."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from minutes.model import Issue
from minutes.numerals import find_cases
from minutes.query import Query
from minutes.registry import key
from webapp.visit import Visit

MAX_OFFERS = 6
MAX_WORDS = 6
# A number alone, or in the search's own field.
_NUMBERS = re.compile(r"(?:(?<=case:)|^(?=\s*[0-9]+\s*$)\s*)([0-9]{1,5})(?![0-9])", re.I)
_QUOTES = re.compile(r"[\"“”„「」『』«»＂]")


@dataclass(frozen=True, slots=True)
class Offer:
    """A page that the query names: what it is (`speaker`, `agency`, `case`, `issue`), with its records."""

    kind: str
    name: str
    link: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """Something else to try: a search with the number of meetings that it finds."""

    kind: str  # fewer, unquoted, person
    words: str
    link: str
    count: int


def named(visit: Visit, typed: str) -> list[Offer]:
    """The speakers, agencies, cases and issues that the query names, as a whole or by one word."""
    words = list(dict.fromkeys([_QUOTES.sub("", typed).strip(), *_QUOTES.sub(" ", typed).split()]))[
        : MAX_WORDS + 1
    ]
    derived, catalogue = visit.derived, visit.view.snapshot.catalogue
    found = _cases(visit, typed)
    for word in words:
        voice = derived.roster.find(word)
        if voice is not None and not voice.is_generic:
            found.append(
                Offer("speaker", voice.name, visit.at.speaker(voice.name), len(voice.meetings))
            )
        for agency in catalogue.agencies.find(word):
            count = len(derived.hosting.get(agency.id, ()))
            found.append(
                Offer("agency", visit.said(agency.name), visit.at.agency(agency.id), count)
            )
    for issue in catalogue.issues:
        if _names(issue, words) and visit.at.issue(issue.slug) not in {o.link for o in found}:
            count = len(derived.series.issues.get(issue.slug, ()))
            found.append(
                Offer("issue", visit.said(issue.front.title), visit.at.issue(issue.slug), count)
            )
    return list(dict.fromkeys(found))[:MAX_OFFERS]


def _cases(visit: Visit, typed: str) -> list[Offer]:
    """The issues and cases whose numbers are typed, an issue with its title."""
    numbers = [mention.number for mention in find_cases(typed)]
    numbers += [int(number) for number in _NUMBERS.findall(typed)]
    found = []
    for case in dict.fromkeys(n for n in numbers if n in visit.derived.numbers):
        count = len(visit.derived.series.cases.get(case, ()))
        issue = next(
            (i for i in visit.view.snapshot.catalogue.issues if case in i.front.case), None
        )
        if issue is not None:
            name = visit.said(issue.front.title) or issue.slug
            found.append(Offer("issue", name, visit.at.issue(issue.slug), count))
        else:
            found.append(Offer("case", str(case), visit.at.case(case), count))
    return found


def _names(issue: Issue, words: list[str]) -> bool:
    titles = [key(t) for t in (issue.front.title.zh, issue.front.title.en, issue.slug) if t]
    keywords = {key(k) for k in issue.front.keywords}
    asked = [key(w) for w in words if len(w) > 1]
    return any(
        w in keywords or any(w == t or (len(w) > 2 and w in t) for t in titles) for w in asked
    )


def steps(visit: Visit, typed: str, query: Query, aliases: bool) -> list[Step]:
    """What a search without results can try: without quotation marks, with fewer words, with a name
    that is written much like it. Only what finds something is offered."""
    found: list[Step] = []

    def tried(kind: str, words: str) -> None:
        if words and words != typed:
            results = visit.view.search(visit.view.parse_query(words, aliases=aliases), limit=1)
            if results.meetings:
                found.append(Step(kind, words, visit.at.searching(q=words), results.meetings))

    bare = " ".join(_QUOTES.sub(" ", typed).split())
    if bare != typed:
        tried("unquoted", bare)
    words = [w.typed for w in query.words][:MAX_WORDS]
    if len(words) > 1:
        for word in words:
            tried("fewer", word)
    elif len(bare) >= 4 and not bare.isascii():
        for part in dict.fromkeys((bare[: len(bare) // 2], bare[len(bare) // 2 :])):
            tried("fewer", part)
    if 1 < len(bare) <= 40:
        names = {key(v.name): v for v in visit.derived.roster.voices}
        for near in difflib.get_close_matches(key(bare), names, 2, 0.6):
            voice = names[near]
            found.append(
                Step("person", voice.name, visit.at.speaker(voice.name), len(voice.meetings))
            )
    return found
