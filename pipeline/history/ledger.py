"""The ledger of an archive: each record's versions, and what became of ids that are no longer there.

One file in the data folder, replaced whole: whoever is killed while it is written has lost nothing.
It holds no words of any record.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from minutes.addresses.fates import DatedFate, Fate, fate_of
from minutes.addresses.redirects import fold_address
from minutes.clock import iso_text
from pipeline.history.guards.traces import WordTrace
from pipeline.history.withheld.found import Elsewhere
from pipeline.source import safe_write

FILE = "history.json.gz"
FORMER = "history.former.json.gz"
"""The ledger as it was before, for where the other one cannot be read."""
FORMAT = 1
RULES = 20
"""Raised by hand whenever other versions are shown, or hidden, than before."""
MOST_PUBLISHED = 12
"""A commit that publishes holds the records of a meeting or two (the network's months have up to nine);
one with more brings in what was elsewhere."""
NEVER = "never"
"""Stands for the day of a version that could not have been public at all."""
EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
"""Before anything."""
UNKNOWN = "?"
"""Stands for the day of a version that nobody asked for yet: of the only one that a record has."""


@dataclass(frozen=True, slots=True)
class Version:
    """A record as one commit left it; without a `blob` the commit took the file away.

    `number` is that of its commit in the order of parents, which nobody's clock can change, -1 where it
    is not known. `at` and `authored` are seconds since 1970, as their authors say, and `seen` when this
    archive first saw the version at the latest, 0 where that tells nothing; `due` is the moment from which its own head let it be
    read ("" from the first), or `NEVER`. `ended` tells of the ids that were there before it and are
    not in it, `begun` the ids of what it added. `head` is whether its front matter changed. `cut`:
    what it took out may not be shown again, so nothing older is; `closed`: nor will it be itself. `reverts` are
    commits that it takes back. `guard` are the ids of what may not leave unnoticed any more, `changes`
    what it changed, as `turns.marks_of` gives it. `noted`: a note that is not plain came with it.
    """

    commit: str
    at: int
    authored: int
    blob: str
    due: str = UNKNOWN
    ended: tuple[Fate, ...] = ()
    begun: tuple[str, ...] = ()
    revised: int = 0
    removed: int = 0
    head: bool = False
    cut: bool = False
    reverts: tuple[str, ...] = ()
    number: int = -1
    seen: int = field(default=0, compare=False)  # the same version, whenever it was seen
    guard: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    closed: bool = False
    noted: bool = False

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.at, dt.UTC)

    @property
    def ended_ids(self) -> tuple[str, ...]:
        """The ids that were there before it and are not in it."""
        return tuple(fate.old for fate in self.ended)

    @property
    def was_barred(self) -> bool:
        """Whether nobody can have read it, whenever it was there."""
        return not self.blob or self.due == NEVER

    @property
    def was_held(self) -> bool:
        """Whether nobody could read it when it came: what could be read before was pulled back."""
        return self.was_barred or self.let_go.timestamp() > self.surely_at

    @property
    def let_go(self) -> dt.datetime:
        """From when on its own head let it be read; `EVER` where that is not known."""
        return dt.datetime.fromisoformat(self.due) if self.due not in {"", UNKNOWN} else EVER

    @property
    def surely_at(self) -> int:
        """When it was there at the latest: the earliest that either of its clocks or this archive's own
        tells."""
        return min(self.at, self.authored, self.seen or self.at)

    def day(self, zone: dt.tzinfo) -> dt.date:
        """The day on which it was made."""
        return self.moment.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Life:
    """A record through all its names: `stems` are its ids from first to last. One whose file went goes
    on as the record `into` from that one's version number `at` on, where old addresses say so."""

    stems: tuple[str, ...]
    versions: tuple[Version, ...]
    into: str = ""
    at: int = 0

    @property
    def gone(self) -> bool:
        """Whether its file is no longer in the archive."""
        return not self.versions[-1].blob


@dataclass(frozen=True, slots=True)
class Ending:
    """An id that the version `number` of a record no longer has."""

    life: Life
    number: int
    fate: Fate

    @property
    def came_back(self) -> bool:
        """Whether the file went with that version, and came back later."""
        is_last = self.number + 1 == len(self.life.versions)
        return not is_last and not self.life.versions[self.number].blob


@dataclass(frozen=True, slots=True)
class Present:
    """What is published now beside what was committed last: `fingerprint` tells both, `same` whether they
    are, `ended` the ids that only the committed version has, `cut` whether what it took out may not
    be shown again, `guard` as a version has it."""

    fingerprint: str
    same: bool = True
    ended: tuple[Fate, ...] = ()
    cut: bool = False
    guard: tuple[str, ...] = ()


PUBLISHED = Present("")
"""What was committed last is what is published."""


@dataclass(frozen=True)
class Ledger:
    """All of it. `rewritten` are the days on which the published history was found to be another one
    than before; `carried` what was known of ids before that, `renamed` of names (folded old → new).
    `count` is the number of its commits, `rows` before how many of them each row of tombstones came that
    ever was (by the folded name in it). `known_anew` are those that were known before the history was
    written anew, with the number of its first commit that is another one; `elsewhere` which versions tell
    what must not be read. `open_rows` are the tombstones, committed or not, as they were there; `guarded` the
    ids of all that was ever taken out of any record to protect somebody, and `traces` of its words; `away` the records that were gone or
    could not be read, each with the blob that is committed; `lost` the days on which no ledger could be read any
    more, and all was closed that was committed until then. By which `rules` it was made tells whether it has
    to be made again."""

    prefix: str = ""
    head: str = ""
    shallow: bool = False
    trouble: str = ""
    rewritten: tuple[str, ...] = ()
    lives: tuple[Life, ...] = ()
    present: Mapping[str, Present] = field(default_factory=dict)
    carried: Mapping[str, tuple[DatedFate, ...]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    known_anew: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    open_rows: frozenset[str] = frozenset()
    guarded: frozenset[str] = frozenset()
    traces: frozenset[WordTrace] = frozenset()
    away: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    rules: int = RULES

    @cached_property
    def _by_name(self) -> dict[str, list[Life]]:
        found: dict[str, list[Life]] = {}
        for life in self.lives:
            for stem in dict.fromkeys(map(fold_address, life.stems)):
                found.setdefault(stem, []).append(life)
        return found

    def lives_of(self, meeting: str) -> list[Life]:
        """The lives of a record: the one that bears its name now, then those that bore it once."""
        name = fold_address(meeting)
        lives = self._by_name.get(name, [])
        return sorted(lives, key=lambda life: (life.gone, fold_address(life.stems[-1]) != name))

    def life(self, meeting: str) -> Life | None:
        """The life of a record that is in the archive."""
        name = fold_address(meeting)
        found = self.lives_of(meeting)
        return next((a for a in found if fold_address(a.stems[-1]) == name and not a.gone), None)

    def renames(self, lives: Iterable[Life]) -> dict[str, str]:
        """Old names (folded) of some of the records, and the names that they have since: not those that
        another record took."""
        taken = {fold_address(life.stems[-1]) for life in self.lives}
        pairs = ((old, a.stems[-1]) for a in lives if not a.gone for old in a.stems[:-1])
        return {name: new for old, new in pairs if (name := fold_address(old)) not in taken}

    @cached_property
    def _brought_in(self) -> frozenset[str]:
        """The commits with records that were elsewhere before: the first, and those with many."""
        first = [life.versions[0] for life in self.lives]
        arrivals = Counter(version.commit for version in first)
        origin = min(first, key=lambda version: version.at).commit
        many = (commit for commit, number in arrivals.items() if number > MOST_PUBLISHED)
        return frozenset((origin, *many))

    def followed(self, meeting: str) -> Life | None:
        """The life of a record that this history knows from its beginning: not where the history is
        cut off, nor where the record came when an archive was brought in."""
        life = self.life(meeting)
        if life is None or self.shallow:
            return None
        return life if life.versions[0].commit not in self._brought_in else None

    @cached_property
    def _endings(self) -> dict[str, list[Ending]]:
        found: dict[str, list[Ending]] = {}
        for life in self.lives:
            for number, version in enumerate(life.versions):
                for fate in version.ended:
                    found.setdefault(fate.old, []).append(Ending(life, number, fate))
        return found

    def endings(self, ident: str) -> list[Ending]:
        """Where an id ended: record by record, and version by version."""
        return self._endings.get(ident, [])

    def lives_with(self, ident: str) -> list[Life]:
        """The records in which an id ended at some time."""
        found = {id(ending.life): ending.life for ending in self.endings(ident)}
        return list(found.values())

    @cached_property
    def presently_ended(self) -> dict[str, list[str]]:
        """Old id → records whose published text no longer has it, though it is committed so."""
        found: dict[str, list[str]] = {}
        for meeting, present in self.present.items():
            for fate in present.ended:
                found.setdefault(fate.old, []).append(meeting)
        return found

    @cached_property
    def carried_in(self) -> dict[str, list[str]]:
        """Old id → records of which rows carried over tell of it."""
        found: dict[str, list[str]] = {}
        for stem, rows in self.carried.items():
            for ident in {r.fate.old for r in rows}:
                found.setdefault(ident, []).append(stem)
        return found


NOTHING = Ledger()
DAMAGED = Ledger(trouble=f"{FILE}: damaged; run `minutes index` 檔案損毀，請執行 minutes index")
_FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, zlib.error)


def stamp(data: Path, name: str = FILE) -> tuple[int, int]:
    """What tells cheaply whether the ledger changed."""
    try:
        stat = (data / name).stat()
    except OSError:
        return (0, 0)
    return stat.st_mtime_ns, stat.st_ino


def load(data: Path) -> Ledger:
    """The ledger of a data folder, the one before it where that cannot be read; `DAMAGED` where neither can be,
    `NOTHING` where there is none."""
    readable = filter(None, (_load(data / name, *stamp(data, name)) for name in (FILE, FORMER)))
    is_any = any((data / name).exists() for name in (FILE, FORMER))
    return next(readable, DAMAGED if is_any else NOTHING)


@lru_cache(maxsize=4)
def _load(file: Path, *_: int) -> Ledger | None:
    with contextlib.suppress(*_FAULTS):
        raw = json.loads(gzip.decompress(file.read_bytes()))
        return _read(raw) if raw["format"] == FORMAT else None
    return None


def save(data: Path, ledger: Ledger) -> None:
    """Put a ledger in the place of the one that was there, at one stroke; that one is kept beside it, where it
    can be read."""
    text = json.dumps(_written(ledger), ensure_ascii=False, separators=(",", ":"))
    content = gzip.compress(text.encode("utf-8", "surrogatepass"), 3, mtime=0)
    if _load(data / FILE, *stamp(data)) is not None:
        safe_write.replace_file(data / FORMER, (data / FILE).read_bytes())
    safe_write.replace_file(data / FILE, content)


_PLAIN = ("prefix", "head", "shallow", "trouble", "rewritten", "count", "lost", "rules")


def _written(ledger: Ledger) -> dict[str, object]:
    return {
        "format": FORMAT,
        **{name: getattr(ledger, name) for name in _PLAIN},
        "lives": [
            [life.stems, list(map(_version, life.versions)), life.into, life.at]
            for life in ledger.lives
        ],
        "present": {
            k: [p.fingerprint, p.same, _fates(p.ended), p.cut, p.guard]
            for k, p in ledger.present.items()
        },
        "carried": {
            k: [[*_fates([r.fate])[0], iso_text(r.day)] for r in rows]
            for k, rows in ledger.carried.items()
        },
        "renamed": dict(ledger.renamed),
        "rows": dict(ledger.rows),
        "known_anew": dict(ledger.known_anew),
        "elsewhere": ledger.elsewhere.written(),
        "open_rows": sorted(ledger.open_rows),
        "guarded": sorted(ledger.guarded),
        "traces": sorted([t.size, t.count, sorted(t.marks)] for t in ledger.traces),
        "away": dict(ledger.away),
    }


def _version(v: Version) -> list[object]:
    """Its fields, in their order."""
    values = {each.name: getattr(v, each.name) for each in fields(v)}
    return list((values | {"ended": _fates(v.ended)}).values())


def _fates(fates: Iterable[Fate]) -> list[list[object]]:
    return [[f.old, f.word, f.new] for f in fates]


def _read(raw: dict[str, Any]) -> Ledger:
    return Ledger(
        prefix=raw["prefix"],
        head=raw["head"],
        shallow=raw["shallow"],
        trouble=raw["trouble"],
        rewritten=tuple(raw["rewritten"]),
        lives=tuple(
            Life(tuple(stems), tuple(map(_version_of, versions)), into, at)
            for stems, versions, into, at in raw["lives"]
        ),
        present={
            k: Present(fingerprint, same, _fates_of(ended), cut, *map(tuple, guard))
            for k, (fingerprint, same, ended, cut, *guard) in raw["present"].items()
        },
        carried={k: tuple(map(_row_of, rows)) for k, rows in raw["carried"].items()},
        renamed=raw.get("renamed", {}),
        count=raw.get("count", 0),
        rows=raw.get("rows", {}),
        known_anew=raw.get("known_anew", {}),
        elsewhere=Elsewhere.of(*raw.get("elsewhere", ())),
        open_rows=frozenset(raw.get("open_rows", ())),
        guarded=frozenset(raw.get("guarded", ())),
        traces=frozenset(
            WordTrace(n, count, frozenset(m)) for n, count, m in raw.get("traces", ())
        ),
        away=raw.get("away", {}),
        lost=tuple(raw.get("lost", ())),
        rules=raw.get("rules", 1),
    )


def _version_of(row: list[Any]) -> Version:
    """A version; an older ledger tells less of it."""
    commit, at, authored, blob, due, ended, *rest = row
    more: list[Any] = [tuple(value) if isinstance(value, list) else value for value in rest]
    return Version(commit, at, authored, blob, due, _fates_of(ended), *more)


def _fates_of(rows: Iterable[list[Any]]) -> tuple[Fate, ...]:
    return tuple(fate_of(old, word, new) for old, word, new in rows)


def _row_of(row: list[Any]) -> DatedFate:
    *fate, day = row
    return DatedFate(_fates_of([fate])[0], dt.date.fromisoformat(day) if day else None)
