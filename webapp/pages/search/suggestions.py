"""What a search offers beside its results: pages that the words name, and what to try next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import filterfalse, islice
from operator import attrgetter

from rapidfuzz import process
from rapidfuzz.distance import Indel

from minutes.query.restrictions import Facts, matches
from minutes.query.restrictions import named as stands_for
from minutes.query.tree import Field, Query, Understood, is_speaker, positive, restrictions_among
from minutes.records.case_numbers import find_cases
from minutes.records.model import Issue
from minutes.registers.agencies import comparable
from minutes.text.folding import fold, is_han
from webapp.pages.search.narrowing import narrowed
from webapp.serving.visit import Visit

MAX_OFFERS = 6
MAX_WORDS = 6
MOST_CUT = 2  # words that are cut
SHORTEST_BEGUN = 4  # letters of a word that may be the beginning of others
LONGEST_NAME, MOST_PEOPLE = 40, 2  # characters of a name; people that are offered
# A number alone, or in the search's own field.
_NUMBERS = re.compile(r"(?:(?<=case:)|^(?=\s*#?[0-9]+\s*$)\s*#?)([0-9]{1,5})(?![0-9])", re.I)
_QUOTES = re.compile(r"[\"“”„「」『』«»＂]")


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page that the query names: what it is (`speaker`, `agency`, `case`, `issue`), with its records;
    for `by_words` of them only words of others tell it."""

    kind: str
    name: str
    link: str
    count: int
    by_words: int = 0


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
    that no record has this field; `words` is its value, `link` the search for it as a word. `by_words`
    are the records of which only words tell that they have it."""

    field: str
    typed: str
    everywhere: bool
    words: str = ""
    link: str = ""
    count: int = 0
    by_words: OtherSearch | None = None


def named(visit: Visit, typed: str) -> list[NamedPage]:
    """The speakers, agencies, cases and issues that the query names, as a whole or by one word."""
    whole = _QUOTES.sub("", typed).strip()
    words = list(dict.fromkeys([whole, *_QUOTES.sub(" ", typed).split()]))[: MAX_WORDS + 1]
    found = list(_cases(visit, typed))
    for word in words:
        found += [*_speakers(visit, word), *_agencies(visit, word)]
    # An issue that its case's number has named already is not named again under its other title.
    links = {offer.link for offer in found}
    found += [offer for offer in _issues(visit, words) if offer.link not in links]
    return [offer for offer in dict.fromkeys(found) if offer.count][:MAX_OFFERS]


def _cases(visit: Visit, typed: str) -> Iterator[NamedPage]:
    """The issues and cases whose numbers are typed, an issue with its title."""
    numbers = [mention.number for mention in find_cases(typed)]
    numbers += map(int, _NUMBERS.findall(fold(typed)))
    for case in filter(visit.derived.numbers.__contains__, dict.fromkeys(numbers)):
        count = len(visit.derived.series.cases.get(case, ()))
        issue = visit.view.snapshot.catalogue.issue_of(case)
        if issue is None:
            yield NamedPage("case", str(case), visit.at.case(case), count)
        else:
            name = visit.said(issue.front.title) or issue.slug
            yield NamedPage("issue", name, visit.at.issue(issue.slug), count)


def _speakers(visit: Visit, word: str) -> Iterator[NamedPage]:
    voice = visit.derived.roster.find(word)
    if voice is not None and not voice.is_generic:
        link, count = visit.at.speaker(voice.name), len(voice.meetings)
        yield NamedPage("speaker", voice.name, link, count)


def _agencies(visit: Visit, word: str) -> Iterator[NamedPage]:
    for agency in visit.view.snapshot.catalogue.agencies.find(word):
        name, link = visit.said(agency.name), visit.at.agency(agency.id)
        count = len(visit.hosted_by(agency.id))
        by_words = len(visit.found_hosting.get(agency.id, ()))
        yield NamedPage("agency", name, link, count, by_words)


def _issues(visit: Visit, words: Iterable[str]) -> Iterator[NamedPage]:
    """The issues that a word names: by title, by keyword, or by a part of the title of three characters."""
    asked = [comparable(word) for word in words if len(word) > 1]
    for issue in visit.view.snapshot.catalogue.issues:
        if any(_is_named(issue, word) for word in asked):
            name, link = visit.said(issue.front.title), visit.at.issue(issue.slug)
            count = len(visit.derived.series.issues.get(issue.slug, ()))
            yield NamedPage("issue", name, link, count)


def _is_named(issue: Issue, word: str) -> bool:
    names = (issue.front.title.zh, issue.front.title.en, issue.slug)
    titles = set(map(comparable, filter(None, names)))
    if word in titles.union(map(comparable, issue.front.keywords)):
        return True
    return len(word) > 2 and any(word in title for title in titles)


def steps(visit: Visit, typed: str, query: Query, aliases: bool) -> list[OtherSearch]:
    """What a search without results can try: without quotation marks, with fewer words or a part of
    one, with a name that is written much like it. Only what finds something is offered."""
    tries = _Tries(visit, typed, aliases)
    bare = " ".join(_QUOTES.sub(" ", typed).split())
    found = [
        *tries.finding("unquoted", [bare]),
        *tries.finding("fewer", _without_fields(typed, query)),
        *tries.finding("fewer", (without(piece, typed) for piece in query.understood)),
        *_shorter(tries, query),
        *_written_alike(visit, bare),
    ]
    # The same words may be told as a way to write it and as a part of it.
    return list({other.link: other for other in found}.values())


def without(piece: Understood, typed: str) -> str:
    """The words of a search without a piece of it, nor the 的 that joined it to what follows."""
    return " ".join(typed.replace(piece.typed, " ", 1).split()).removeprefix("的")


@dataclass(frozen=True, slots=True)
class _Tries:
    """Searches in the place of one that finds nothing."""

    visit: Visit
    typed: str
    aliases: bool

    def finding(self, kind: str, searches: Iterable[str]) -> Iterator[OtherSearch]:
        """Those of some searches that are others and find something."""
        for words in searches:
            if number := self._number(words):
                yield OtherSearch(kind, words, self.visit.at.searching(q=words), number)

    def _number(self, words: str) -> int:
        if words in {"", self.typed}:
            return 0
        query = self.visit.query(words, aliases=self.aliases)
        return self.visit.view.number(query)


def _shorter(tries: _Tries, query: Query) -> Iterator[OtherSearch]:
    """Each word of a query by itself; of the first that find nothing the words within them that the
    archive knows."""
    cut = 0
    for word in query.words[:MAX_WORDS]:
        typed = _QUOTES.sub("", word.typed)
        whole = list(tries.finding("fewer", [typed]))
        yield from whole
        if not whole and cut < MOST_CUT:
            cut += 1
            known = tries.visit.view.known_words(typed)
            yield from tries.finding("fewer", [*known, *_begun(typed)])


def _begun(word: str) -> list[str]:
    """A word of letters as the beginning of others: debconf* finds DebConf18."""
    is_latin = word.isascii() and word.isalnum()
    return [f"{word}*"] if is_latin and len(word) >= SHORTEST_BEGUN else []


def _written_alike(visit: Visit, words: str) -> Iterator[OtherSearch]:
    """People whose names are written much like some words."""
    if not 1 < len(words) <= LONGEST_NAME:
        return
    known = visit.derived.roster.folded
    near = process.extract(
        comparable(words),
        known.keys(),
        scorer=Indel.normalized_similarity,
        score_cutoff=_likeness(words),
        limit=None,
    )
    voices = {known[name].name: known[name] for name, *_ in near}
    for voice in islice(filterfalse(attrgetter("is_generic"), voices.values()), MOST_PEOPLE):
        yield OtherSearch("person", voice.name, visit.at.speaker(voice.name), len(voice.meetings))


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
    for wish in dict.fromkeys(restrictions_among(positive(query.root))):
        if not wish.typed or any(_fits(wish, f) for f in facts):
            continue
        words = _QUOTES.sub(" ", re.split("[:：]", wish.typed, maxsplit=1)[-1]).strip()
        bare = query.typed.replace(wish.typed, words, 1)
        number = visit.view.number(visit.query(bare, aliases=aliases))
        more = (words, visit.at.searching(q=bare), number) if number else ("", "", 0)
        everywhere = not any(_has(wish, f) for f in facts)
        hosted = None
        if wish.name == "agency":
            rest = " ".join(query.typed.replace(wish.typed, " ", 1).split())
            hosted = _hosted_by_words(visit, words, rest, aliases)
        found.append(Absent(wish.name, wish.typed, everywhere, *more, hosted))
    return found[:MAX_WORDS]


def _hosted_by_words(visit: Visit, word: str, rest: str, aliases: bool) -> OtherSearch | None:
    """The records that an agency hosted as only words of others tell, among those that the rest of a
    query finds."""
    agency = next(iter(visit.view.snapshot.catalogue.agencies.find(word)), None)
    if agency is None:
        return None
    link, count = visit.at.agency(agency.id), len(visit.found_hosting.get(agency.id, ()))
    if count and rest:
        link = visit.at.searching(q=rest, agency=agency.id)
        view = narrowed(visit, {"agency": agency.id})
        count = view.number(visit.query(rest, aliases=aliases))
    return OtherSearch("hosted", visit.said(agency.name), link, count) if count else None


def _fits(wish: Field, facts: Facts) -> bool:
    if is_speaker(wish):
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
