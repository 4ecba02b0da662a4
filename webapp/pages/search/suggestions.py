"""What a search offers beside its results: pages that the words name, and what to try next."""

from __future__ import annotations

import difflib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from minutes.query.joints import halves
from minutes.query.restrictions import Facts, matches
from minutes.query.restrictions import named as stands_for
from minutes.query.tree import Field, Query, positive
from minutes.records.case_numbers import find_cases
from minutes.records.model import Issue
from minutes.registers.agencies import key
from minutes.text.folding import fold, is_han
from webapp.serving.visit import Visit

MAX_OFFERS = 6
MAX_WORDS = 6
MOST_TRIED = 12  # words and parts of words
# A number alone, or in the search's own field.
_NUMBERS = re.compile(r"(?:(?<=case:)|^(?=\s*#?[0-9]+\s*$)\s*#?)([0-9]{1,5})(?![0-9])", re.I)
_QUOTES = re.compile(r"[\"“”„「」『』«»＂]")


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page that the query names: what it is (`speaker`, `agency`, `case`, `issue`), with its records;
    for `found` of them only words of others tell it."""

    kind: str
    name: str
    link: str
    count: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class OtherSearch:
    """Something else to try: a search with the number of meetings that it finds."""

    kind: str  # fewer, unquoted, person
    words: str
    link: str
    count: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A restriction that fits no record at all: its field and how it was typed. `everywhere` tells
    that no record has this field; `words` is its value, `link` the search for it as a word."""

    field: str
    typed: str
    everywhere: bool
    words: str = ""
    link: str = ""
    count: int = 0


def named(visit: Visit, typed: str) -> list[NamedPage]:
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
                NamedPage("speaker", voice.name, visit.at.speaker(voice.name), len(voice.meetings))
            )
        for agency in catalogue.agencies.find(word):
            name, link = visit.said(agency.name), visit.at.agency(agency.id)
            told = len(visit.hosted_by(agency.id))
            by_words = len(visit.found_hosting.get(agency.id, ()))
            found.append(NamedPage("agency", name, link, told, by_words))
    for issue in catalogue.issues:
        if _names(issue, words) and visit.at.issue(issue.slug) not in {o.link for o in found}:
            count = len(derived.series.issues.get(issue.slug, ()))
            found.append(
                NamedPage("issue", visit.said(issue.front.title), visit.at.issue(issue.slug), count)
            )
    return [offer for offer in dict.fromkeys(found) if offer.count][:MAX_OFFERS]


def _cases(visit: Visit, typed: str) -> list[NamedPage]:
    """The issues and cases whose numbers are typed, an issue with its title."""
    numbers = [mention.number for mention in find_cases(typed)]
    numbers += [int(number) for number in _NUMBERS.findall(fold(typed))]
    found = []
    for case in dict.fromkeys(n for n in numbers if n in visit.derived.numbers):
        count = len(visit.derived.series.cases.get(case, ()))
        issue = next(
            (i for i in visit.view.snapshot.catalogue.issues if case in i.front.case), None
        )
        if issue is not None:
            name = visit.said(issue.front.title) or issue.slug
            found.append(NamedPage("issue", name, visit.at.issue(issue.slug), count))
        else:
            found.append(NamedPage("case", str(case), visit.at.case(case), count))
    return found


def _names(issue: Issue, words: list[str]) -> bool:
    titles = [key(t) for t in (issue.front.title.zh, issue.front.title.en, issue.slug) if t]
    keywords = {key(k) for k in issue.front.keywords}
    asked = [key(w) for w in words if len(w) > 1]
    return any(
        w in keywords or any(w == t or (len(w) > 2 and w in t) for t in titles) for w in asked
    )


def steps(visit: Visit, typed: str, query: Query, aliases: bool) -> list[OtherSearch]:
    """What a search without results can try: without quotation marks, with fewer words or a part of
    one, with a name that is written much like it. Only what finds something is offered."""
    found: list[OtherSearch] = []

    def finds(kind: str, words: str) -> bool:
        if not words or words == typed:
            return False
        results = visit.view.search(visit.query(words, aliases=aliases), limit=1)
        if results.meetings:
            found.append(OtherSearch(kind, words, visit.at.searching(q=words), results.meetings))
        return results.meetings > 0

    bare = " ".join(_QUOTES.sub(" ", typed).split())
    if bare != typed:
        finds("unquoted", bare)
    for bare_words in _without_fields(typed, query):
        finds("fewer", bare_words)
    waiting = deque(_QUOTES.sub("", w.typed) for w in query.words[:MAX_WORDS])
    for _ in range(MOST_TRIED):
        if not waiting:
            break
        word = waiting.popleft()
        if not finds("fewer", word):
            waiting.extendleft(halves(word, visit.view.measures.number_of)[::-1])
    if 1 < len(bare) <= 40:
        names = {key(v.name): v for v in visit.derived.roster.voices}
        for near in difflib.get_close_matches(key(bare), names, 2, _likeness(bare)):
            voice = names[near]
            found.append(
                OtherSearch("person", voice.name, visit.at.speaker(voice.name), len(voice.meetings))
            )
    return list(dict.fromkeys(found))


def _likeness(words: str) -> float:
    """How alike a name must be written: one of three Han characters may be another; of letters, which
    any two words share, one in five."""
    return 0.6 if any(map(is_han, words)) else 0.8


def _without_fields(typed: str, query: Query) -> Iterator[str]:
    """The query without a prefix that only looked like a field."""
    for note in query.notes:
        if note.code in {"unknown-field", "bad-value"} and note.text in typed:
            value = re.split("[:：]", note.text, maxsplit=1)[-1]
            yield " ".join(typed.replace(note.text, f" {value} ", 1).split())


def absent(visit: Visit, query: Query, aliases: bool) -> list[Absent]:
    """The restrictions of a query that fit no record of the archive, each with a search for its value
    as an ordinary word where that finds something."""
    facts = [visit.view.snapshot.facts[m.id] for m in visit.view.public.meetings]
    found = []
    for wish in dict.fromkeys(n for n in positive(query.root) if isinstance(n, Field)):
        if not wish.typed or any(_fits(wish, f) for f in facts):
            continue
        words = _QUOTES.sub(" ", re.split("[:：]", wish.typed, maxsplit=1)[1]).strip()
        bare = query.typed.replace(wish.typed, words, 1)
        results = visit.view.search(visit.query(bare, aliases=aliases), limit=1)
        more = (words, visit.at.searching(q=bare), results.meetings) if results.meetings else ()
        everywhere = not any(_has(wish, f) for f in facts)
        found.append(Absent(wish.name, wish.typed, everywhere, *more))
    return found[:MAX_WORDS]


def _fits(wish: Field, facts: Facts) -> bool:
    if wish.name == "speaker":
        return any(stands_for(wish, fold(label)) for label in facts.labels)
    return matches(wish, facts)


def _has(wish: Field, facts: Facts) -> bool:
    """Whether a record says anything in a restriction's field."""
    has = {
        "speaker": facts.labels,
        "agency": facts.agencies,
        "tier": facts.meeting.tier != "other",
        "case": facts.meeting.front.case,
        "issue": facts.issues,
        "date": facts.meeting.date,
    }
    return bool(has.get(wish.name, True))
