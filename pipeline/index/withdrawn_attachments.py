"""Learns which files were attached to withdrawn records, so that they are not shown as those of another one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import chain, filterfalse, product
from operator import attrgetter

from minutes.addresses.likeness import likeness
from minutes.publication.withdrawn_records import WithdrawnRecords, file_mark
from minutes.settings import Settings
from minutes.text.lists import omit
from pipeline.history import earlier
from pipeline.history.earlier import FileBelow
from pipeline.history.tombstones import Meaning
from pipeline.source import git
from pipeline.source.attachments import FOLDER, IsMeant, files_in

_SHA1 = 40
_BLOB, _NUMBER = attrgetter("blob"), attrgetter("number")
_LATEST = 1 << 60  # the number of what no commit brought yet


def learn(
    settings: Settings, records: WithdrawnRecords, key: bytes, whole: Mapping[str, Meaning]
) -> frozenset[tuple[str, int]]:
    """The rows of records that are withdrawn as a whole, each with the marks of what was attached to them: not of
    what was attached to another record, too, before the row came. `records` is what was known before."""
    if not whole:
        return frozenset()
    mark = partial(file_mark, key)
    alone = _attached_alone(settings, records, whole)
    marked = (product([row], map(mark, ids)) for row, ids in alone.items())
    stays = (pair for pair in records.files if pair[0] in whole)
    return frozenset(chain(stays, *marked))


def _attached_alone(
    settings: Settings, records: WithdrawnRecords, whole: Mapping[str, Meaning]
) -> Mapping[str, Collection[str]]:
    """By row the ids of what was attached to its records alone. Where there are no commits, what is there when
    the row is seen for the first time."""
    committed = earlier.files_below(settings.transcripts, FOLDER)
    names = {row: frozenset(map(likeness, meaning.own)) for row, meaning in whole.items()}
    if not committed:
        new = omit(names, records.rows)
        lying = _lying(settings, bool, _SHA1) if new else ()
        return {row: _alone(lying, own, _LATEST + 1) for row, own in new.items()}
    meant = frozenset(chain.from_iterable(names.values()))
    files = [*committed, *_lying(settings, meant.__contains__, len(committed[0].blob))]
    return {row: _alone(files, own, whole[row].came) for row, own in names.items()}


def _alone(files: Sequence[FileBelow], own: Collection[str], came: int) -> Collection[str]:
    """The ids of the files of these records that no other one had before a commit."""
    is_theirs = partial(_is_of, own)
    theirs = map(_BLOB, filter(is_theirs, files))
    before = files[: bisect_left(files, came, key=_NUMBER)]
    return set(theirs).difference(map(_BLOB, filterfalse(is_theirs, before)))


def _is_of(names: Collection[str], file: FileBelow) -> bool:
    return likeness(file.folder) in names


def _lying(settings: Settings, is_meant: IsMeant, digits: int) -> Sequence[FileBelow]:
    """What lies there, in the folders of the records that are meant."""
    files = chain.from_iterable(map(partial(files_in, is_meant=is_meant), settings.homes))
    return [FileBelow(folder, git.blob_id(data, digits), _LATEST) for folder, data in files]
