"""By what a case is recognised: its profile, and the line of a ballot's result that names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from itertools import chain
from typing import Any

from minutes.cases.ballots import ballot_titles
from minutes.recognition import case_profile
from minutes.recognition.allusions import Allusions
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.keywords import Keyword, keywords
from minutes.recognition.names import RarePieces
from minutes.recognition.passages import compared
from minutes.records.model import Issue, Meeting
from minutes.text.lists import without_empty
from pipeline.trails.cache import digest_of
from pipeline.trails.case_library import CaseLibrary, winner_of
from pipeline.trails.reading import vote_results
from pipeline.trails.reading.lives import CaseLife

_MEETINGS = frozenset({"main", "hearing"})


@dataclass
class CaseNames:
    """What one case is recognised by, worked out once for the same records."""

    library: CaseLibrary
    cases: tuple[int, ...]
    issue: Issue | None

    @property
    def slug(self) -> str | None:
        return self.issue.slug if self.issue else None

    def allusions(self, profile: CaseProfile, names: Iterable[str]) -> Allusions:
        """By what a record that is not the case's own names it: the names of its profile, and others."""
        pieces = partial(RarePieces.of, background=self.library.background)
        called = tuple(map(pieces, dict.fromkeys((*profile.phrases, *names))))
        return Allusions(profile.numbers, called, profile.subject)

    def profile(self, own: Sequence[Meeting], names: Mapping[str, Meeting]) -> CaseProfile:
        """The profile that its own records, its issue file and its (folded) names give, each of which some
        meeting says: it is kept as long as all of these are what they were."""
        balloted = self._ballots()
        ballots = list(chain.from_iterable(balloted.values()))
        fingerprints = list(map(self.library.fingerprint, own))
        by_id = self.library.view.public.by_id
        saying = (*own, *names.values(), *map(by_id.__getitem__, balloted))
        front = self.issue.front if self.issue else None
        about = [(m.front.case, m.front.host_agency, m.kind, m.days) for m in own]
        made_from = (
            self.cases,
            front,
            ballots,
            about,
            [*names],
            fingerprints,
            self.library.surroundings,
        )

        def make() -> Any:
            return self._build(own, [*ballots, *(m.title for m in own)], [*names]).plain()

        key = f"clues {digest_of(*made_from)}"
        marks = list(map(self.library.fingerprint, saying))
        return CaseProfile.read(self.library.memo.get(key, marks, make))

    def _ballots(self) -> dict[str, list[str]]:
        """What the ballots that front matter declares call the case, by record."""
        numbers = frozenset(self.cases)
        titles = {m.id: ballot_titles([m], numbers, self.slug) for m in self.library.declaring}
        return without_empty(titles)

    def _build(
        self, own: Sequence[Meeting], titles: Sequence[str], names: Sequence[str]
    ) -> CaseProfile:
        speeches = [text for m in own for text in self.library.passages(m).spoken]
        days = [day for m in own if m.kind in _MEETINGS for day in m.days]
        return case_profile.build(
            self.cases,
            [self.issue] if self.issue else [],
            titles,
            speeches,
            self.library.background,
            self.library.view.snapshot.catalogue.agencies,
            names=names,
            days=days,
            hosts=[host for m in own for host in m.front.host_agency],
            marked=self._keywords(own, speeches),
            spoken_of=self.library.spoken_of(own, max(days, default=None)),
        )

    def _keywords(self, own: Sequence[Meeting], speeches: Sequence[str]) -> list[Keyword]:
        """The keywords of its own records, found once: they stay while its names become known."""
        digest = digest_of([(m.id, self.library.fingerprint(m)) for m in own])
        return self.library.once(
            f"keywords {digest}", lambda library: keywords(speeches, library.background)
        )

    def choice(
        self,
        own: Sequence[Meeting],
        life: CaseLife,
        called: Sequence[str],
    ) -> tuple[Meeting, Winner] | None:
        """The line of a ballot's result that names the case, from what its own records say and how
        meetings call it."""
        given = vote_results.numbered(self.library, frozenset(self.cases))
        if given is not None:
            return given
        title = compared(self.issue.front.title.zh) if self.issue else ""
        near = vote_results.near(self.library, life)
        fingerprints = list(map(self.library.fingerprint, (*own, *near)))
        made_from = (self.cases, title, life, called, fingerprints, self.library.surroundings)

        def make() -> Any:
            speeches = [text for m in own for text in self.library.passages(m).spoken]
            found = vote_results.match(
                self.library, frozenset(self.cases), life, [*speeches, *called], title
            )
            return [found[0].id, *astuple(found[1])] if found else None

        kept = self.library.memo.get(f"choice {digest_of(*made_from)}", fingerprints, make)
        if kept is None:
            return None
        ident, *winner = kept
        return self.library.view.public.by_id[ident], winner_of(winner)
