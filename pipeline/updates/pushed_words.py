"""What the rows of a push mean that is not in use yet. A row withdraws words, whatever their file is called: where it
means another file in the push than here, the records in use that say what that file says wait until the push is taken
over. Where it means nothing here, or too few words, all wait that any commit of the push changes: a name that only the
push knew once may be theirs, and so may the words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import chain, filterfalse

from minutes.addresses.record_names import RecordNames
from minutes.publication.gate import Withdrawal, conceal
from minutes.publication.withdrawn_records import (
    LONG,
    SAME,
    SHINGLE,
    STRETCH,
    Runs,
    runs,
    runs_anywhere,
)
from minutes.records import document
from minutes.settings import Settings
from pipeline.source import git, withdrawn_speeches
from pipeline.updates.pushed_files import PushedFiles
from pipeline.updates.records_in_use import RecordsInUse

SECONDS = 30
MOST_COMMITS = 64
"""With which a row came, and that are looked at beside what was pushed."""
MOST_PUSHED = 400
"""Commits of a push that are looked at for the records that they change."""
MOST_RUNS = 1_000_000
"""Of letters that are looked for: six times those of the longest record that was seen."""
_FEWEST = 60 - SHINGLE + 1
"""Runs of a record that says enough for being known again in another file."""
_UNREADABLE = (
    ValueError,
    RecursionError,
)  # which no text should be; nobody knows what one says that is
Rows = Mapping[Withdrawal, Sequence[str]]


@dataclass(frozen=True)
class HeldForPush:
    """By their names the records in use that wait, each with what a row calls it: those that hold what it means, and,
    where that cannot be told of a row, all of which the words may be."""

    meant: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Words:
    """What a row withdraws, as it stood in the push once."""

    row: Withdrawal
    runs: Runs

    def stand_in(self, said: Runs, *, is_changed: bool) -> bool:
        """Whether a record holds most of them, or most of it is among them; any stretch where the push changes it."""
        both = len(self.runs & said)
        is_most = both >= SAME * len(self.runs)
        is_among = len(said) >= _FEWEST and both >= SAME * len(said)
        return both >= STRETCH and (is_changed or is_most or is_among)


def waiting(where: Settings, commit: str, rows: Rows) -> HeldForPush:
    """The records in use that wait for the sake of rows of a commit that was pushed, each given with the commits in which
    it came, for its file may be another one since, or gone. Where git gives no answer, all may be meant by a row that
    means nothing here."""
    if not rows:
        return HeldForPush()
    in_use = RecordsInUse(where)
    until = time.monotonic() + SECONDS
    try:
        with git.Objects(where.transcripts, SECONDS) as objects:
            files = PushedFiles(where.transcripts, objects, until)
            return _Look(in_use, files, commit, rows).waiting()
    except git.GitFailed:
        unknown = (row for row in rows if not in_use.meant.meant(row.meeting))
        return HeldForPush(untold=_all(in_use, unknown))


def _all(in_use: RecordsInUse, rows: Iterable[Withdrawal]) -> dict[str, str]:
    """All records, where there is a row of which nobody can tell what it means."""
    return {name: row.meeting for row in rows for name in in_use.names}


@dataclass(frozen=True)
class _Look:
    """One look at what was pushed."""

    in_use: RecordsInUse
    files: PushedFiles
    commit: str
    rows: Rows

    def waiting(self) -> HeldForPush:
        """See above. Raises `GitFailed` where git gives no answer."""
        meant, untold = dict[str, str](), list[Withdrawal]()
        words, changed = list[_Words](), set[str]()
        for row in filterfalse(self._is_as_here, self.rows):
            try:
                self.files.refuse_late()
                changed |= self._changed(row)
                meant |= dict.fromkeys(self._named(row), row.meeting)
                words = self._with_words_of(row, words)
            except (git.TooMuch, *_UNREADABLE):
                untold.append(row)
        told = self._compared(words, changed) if words else HeldForPush()
        unread = {**told.untold, **_all(self.in_use, untold)}
        return HeldForPush({**meant, **told.meant}, unread)

    def _compared(self, words: Sequence[_Words], changed: set[str]) -> HeldForPush:
        """The records in use that say some words. Where time runs out, those wait that the push changes or does not know;
        what it leaves as it is says them after that, too."""
        first = changed | self.in_use.names.difference(self._before)
        meant, late = dict[str, str](), dict[str, str]()
        for name in (*sorted(first), *sorted(self.in_use.names - first)):
            if not self._is_too_late_for(name):
                meant |= self._saying(name, words, is_changed=name in changed)
            elif name in first:
                late[name] = words[0].row.meeting
        return HeldForPush(meant, late)

    # --- what the rows mean

    def _is_as_here(self, row: Withdrawal) -> bool:
        """Whether a row means a record in use that is the same file wherever the push has it."""
        here = [self.in_use.files[name].path for name in self._here(row)]
        try:
            return not self._may_mean_another(row) and all(
                self.files.blob(commit, path) == self.files.blob(self._head, path)
                for commit in self._commits(row)
                for path in here
            )
        except git.TooMuch:
            return False

    def _may_mean_another(self, row: Withdrawal) -> bool:
        """Whether a row means nothing here, or in the push a record that it does not mean here."""
        here = {*self._here(row)}
        there = (
            self.files.records(commit).names.meant(row.meeting) for commit in self._commits(row)
        )
        return not here or not all(here.issuperset(names) for names in there)

    def _here(self, row: Withdrawal) -> tuple[str, ...]:
        return self.in_use.meant.meant(row.meeting)

    def _named(self, row: Withdrawal) -> Iterator[str]:
        """The records in use that a row means by the names and old addresses of the push, or of which it withdraws what
        the push alone says; those that have the very file that it means; and, where it may mean any, those that the
        push changes."""
        here, now = self._here(row), self.files.records(self.commit)
        yield from {
            *self._led.meant(row.meeting),
            *now.names.meant(row.meeting),
        } & self.in_use.names.difference(here)
        yield from filterfalse(partial(self._says, row), here) if row.speech else ()
        blobs = self._blobs(row)
        yield from (name for name, found in self._before.items() if found & blobs)
        if self._may_mean_another(row) or self._is_too_short(row):
            yield from self.in_use.names & self._touched

    def _says(self, row: Withdrawal, name: str) -> bool:
        """Whether a record in use has the very speech that a row withdraws: one that the push edits may have another id."""
        return row.speech in self._ids(name)

    @cached_property
    def _ids(self) -> Callable[[str], frozenset[str]]:
        """The ids of the speeches of a record in use, as rows write them."""

        def ids(name: str) -> frozenset[str]:
            items = chain.from_iterable(document.parse(t).items for t in self.in_use.texts(name))
            return frozenset(conceal(item.id) for item in items)

        return cache(ids)

    @cached_property
    def _led(self) -> RecordNames:
        """What somebody means who knows the records in use, and the old addresses of the push."""
        names = tuple(self.in_use.names)
        return RecordNames(names, self.files.records(self.commit).redirects)

    def _is_too_short(self, row: Withdrawal) -> bool:
        """Whether a row withdraws a speech of so few words that nobody can tell by them who says it."""
        return any(len(said) < STRETCH for said in self._speeches(row))

    @cached_property
    def _touched(self) -> frozenset[str]:
        """The records that any commit of the push changes, a merge those of which no side has what it leaves."""
        span = [self.commit, f"^{self._head}"] if self._head else [self.commit]
        most = f"--max-count={MOST_PUSHED + 1}"
        commits = git.text(self.files.folder, "rev-list", "--parents", most, *span).splitlines()
        if len(commits) > MOST_PUSHED:
            raise git.TooMuch("too many commits were pushed at once 一次推送的提交太多")
        return frozenset(chain.from_iterable(map(self._touched_by, map(str.split, commits))))

    def _touched_by(self, commits: Sequence[str]) -> Iterator[str]:
        """The records that the first of some commits changes, of which the others are its parents."""
        now, *before = (self.files.records(commit).blobs for commit in commits)
        for name in now.keys() | set().union(*before):
            if all(side.get(name) != now.get(name) for side in before):
                yield name

    def _blobs(self, row: Withdrawal) -> frozenset[str]:
        """The files that a row means anywhere in the push, and not here."""
        found = (self.files.records(commit).meant(row.meeting) for commit in self._commits(row))
        before = self._before
        here = (before.get(name, frozenset()) for name in self._here(row))
        return frozenset(chain.from_iterable(found)).difference(*here)

    @cached_property
    def _head(self) -> str:
        """The commit in use; "" where there is none yet."""
        branch = git.text(self.files.folder, "symbolic-ref", "--quiet", "HEAD")
        return git.text(self.files.folder, "for-each-ref", "--format=%(objectname)", branch)

    @cached_property
    def _before(self) -> Mapping[str, frozenset[str]]:
        """The records of that commit, each with the blobs of its files."""
        return self.files.records(self._head).blobs

    @cached_property
    def _commits(self) -> Callable[[Withdrawal], tuple[str, ...]]:
        """What was pushed, and the commits in which a row came with those before them: who withdraws a record may delete
        its file in the same breath."""
        return cache(lambda row: (self.commit, *self._came(self.rows[row])))

    def _came(self, commits: Sequence[str]) -> Sequence[str]:
        if len(commits) > MOST_COMMITS:
            raise git.TooMuch("one row came with too many commits 同一列在太多提交裡加入")
        words = ("rev-list", "--no-walk", "--parents", *commits)
        return git.text(self.files.folder, *words).split() if commits else ()

    # --- who says it

    def _with_words_of(self, row: Withdrawal, others: Sequence[_Words]) -> list[_Words]:
        """The words of a row with those of others. Raises `TooMuch`."""
        known = _said(chain.from_iterable(map(self.in_use.texts, self._here(row))))
        words = list(others)
        for meant in self._meant(row):
            words.append(_Words(row, meant - known))
            if sum(len(one.runs) for one in words) > MOST_RUNS:
                raise git.TooMuch("too many words are withdrawn at once 一次撤下的字句太多")
        return words

    def _meant(self, row: Withdrawal) -> Iterator[Runs]:
        """What a row withdraws of the texts of its record; all of them where nobody can tell, or it is too short."""
        speeches = self._speeches(row)
        yield from speeches
        if not speeches or self._is_too_short(row):
            yield from map(runs_anywhere, self._texts(row))

    @cached_property
    def _speeches(self) -> Callable[[Withdrawal], tuple[Runs, ...]]:
        """What is said in the speech that a row withdraws, in each text of its record that has it."""

        def speeches(row: Withdrawal) -> Iterator[Runs]:
            texts = self._texts(row) if row.speech else ()
            for item in chain.from_iterable(document.parse(text).items for text in texts):
                if conceal(item.id) == row.speech:
                    yield runs_anywhere(item.text)

        return cache(lambda row: tuple(speeches(row)))

    def _texts(self, row: Withdrawal) -> Iterator[str]:
        return (self.files.read(blob).decode("utf-8", "replace") for blob in self._blobs(row))

    def _changed(self, row: Withdrawal) -> set[str]:
        """The records in use that are another file where a row has come with the push, or none."""
        before = self._before.items()
        there = (self.files.records(commit).blobs for commit in self._commits(row))
        return {name for now in there for name, blobs in before if now.get(name) != blobs}

    def _is_too_late_for(self, name: str) -> bool:
        """Whether there is no time to read what a record says, or it says too much."""
        return self.files.is_late or sum(map(len, self.in_use.texts(name))) > MOST_RUNS

    def _saying(self, name: str, words: Iterable[_Words], *, is_changed: bool) -> dict[str, str]:
        """A record that says what rows withdraw, with what one of them calls it."""
        said = _said(self.in_use.texts(name))
        found = (one.row.meeting for one in words if one.stand_in(said, is_changed=is_changed))
        return dict(zip((name,), found, strict=False))


def _said(texts: Iterable[str]) -> Runs:
    """What is said in texts, and in what their heads say at any length."""
    return frozenset().union(*map(runs, chain.from_iterable(map(_parts, texts))))


def _parts(text: str) -> Iterator[str]:
    head, front = document.split_front(text)
    yield text[len(head) :]
    told = withdrawn_speeches.texts(front.data if front else {})
    yield from (words for words in told if len(words) >= LONG)
