"""Checks of a file's name, which is its address for good."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from minutes.addresses.references import is_reserved
from minutes.findings.problem import Problem, problem
from pipeline.checks.rules.subject import Context, Subject

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}-\S.*", re.ASCII | re.S)
# Not allowed on Windows, or with a meaning in addresses.
_AWKWARD = re.compile(r'[\x00-\x1f<>:"|?*\\#%]')
_MOST_BYTES = 240  # many systems store 255, and add endings of their own
# Names of devices, and ends that a name loses on the way.
_REFUSED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*[. ]", re.I | re.S)


def name(subject: Subject, _: Context) -> Iterator[Problem]:
    """The name is a date and words, in a form that every system can hold."""
    stem = subject.parsed.meeting.id
    path = subject.path
    if is_reserved(stem):
        yield problem(path, "reserved-name", name=stem)
        return
    if _FORM.fullmatch(stem) is None:
        yield problem(path, "file-name-form", name=stem)
    elif not _is_day(stem[:10]):
        yield problem(path, "file-name-date", name=stem[:10])
    if not unicodedata.is_normalized("NFC", stem):
        yield problem(path, "file-name-not-nfc")
    awkward = sorted(set(_AWKWARD.findall(stem)))
    if awkward or _REFUSED.fullmatch(stem):
        yield problem(path, "file-name-characters", found=" ".join(map(repr, awkward)) or stem)
    size = len(PurePosixPath(path).name.encode())
    if size > _MOST_BYTES:
        yield problem(path, "file-name-long", size=size)


def _is_day(text: str) -> bool:
    """Whether the calendar has a day that is written as one."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
