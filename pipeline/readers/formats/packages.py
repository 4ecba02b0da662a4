"""The parts of a ZIP package (.docx, .odt) before anybody looks at them: bounded, no DTD, no entity."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from minutes.text.lists import without_none
from pipeline.readers.drafting.outcome import ImportProblem, missing_extra

MAX_PARTS = 4000
MAX_XML = 16 * 1024 * 1024  # bytes of all read parts, unpacked; a long day's transcript has 3
MAX_RATIO = 400  # office suites pack XML to a tenth or twentieth; what packs better is a bomb
_RATIO_FROM = 1024 * 1024
_FEWEST_ROWS = 3  # of a table in a cell that is read as one of its own
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


Look = TypeVar("Look", bound=_Dataclass)


def names(data: bytes) -> frozenset[str]:
    """The names of all parts; ImportProblem `damaged` or `too-large`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.namelist()
    except _FAULTS as error:
        raise damaged() from error
    if len(found) > MAX_PARTS:
        raise bomb()
    return frozenset(found)


def parts(data: bytes, wanted: re.Pattern[str]) -> dict[str, bytes]:
    """The parts whose names are wanted; nothing else is unpacked.

    ImportProblem `damaged`, `too-large` or `encrypted`.
    """
    names(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, wanted)
    except _FAULTS as error:
        raise damaged() from error


def _read(archive: zipfile.ZipFile, wanted: re.Pattern[str]) -> dict[str, bytes]:
    infos = {info.filename: info for info in archive.infolist() if wanted.fullmatch(info.filename)}
    if any(map(_is_encrypted, infos.values())):
        raise encrypted()
    if any(map(_is_packed_too_well, infos.values())):
        raise bomb()
    if sum(info.file_size for info in infos.values()) > MAX_XML:
        raise bomb()
    return {name: archive.read(info) for name, info in infos.items()}


def _is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & 0x1)


def _is_packed_too_well(info: zipfile.ZipInfo) -> bool:
    """Whether a large part is packed as only a bomb is."""
    is_large = info.file_size > _RATIO_FROM
    return is_large and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def parsed(content: bytes) -> Any:
    """The root of a part; ImportProblem `damaged` where it is no XML or has a DTD."""
    try:
        from lxml import etree
    except ImportError as error:
        raise missing_extra("lxml") from error
    # Without huge_tree, libxml2 refuses nesting deeper than 256 levels.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    if root.getroottree().docinfo.doctype:
        raise damaged()  # Open Packaging Conventions (ISO/IEC 29500-2) forbid a DTD in any part
    return root


def parsed_if_there(content: Mapping[str, bytes], name: str) -> Any:
    """The root of a part, None where the package has none of that name."""
    return parsed(content[name]) if name in content else None


def local(element: Any) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def laid_over(look: Look, below: Look) -> Look:
    """A look where it says something, the one below elsewhere; each says nothing by None."""
    told = {each.name: getattr(look, each.name) for each in dataclasses.fields(look)}
    return dataclasses.replace(below, **without_none(told))


def is_table_of_its_own(widths: Iterable[int]) -> bool:
    """Whether a table in a cell, whose rows have so many cells, has several rows and columns."""
    first = list(islice(widths, _FEWEST_ROWS))
    return len(first) == _FEWEST_ROWS and max(first) > 1


def damaged() -> ImportProblem:
    """The problem of a package that cannot be read."""
    return ImportProblem(
        "damaged",
        "文書檔損壞，無法讀取。請用 Word 或 LibreOffice 開啟，另存新檔後再試。",
        "The document is damaged and cannot be read. Open it in Word or LibreOffice, save a copy, "
        "and try that.",
    )


def encrypted() -> ImportProblem:
    """The problem of a package with a password."""
    return ImportProblem(
        "encrypted",
        "這個檔案有密碼保護。請移除密碼再試。",
        "This file is protected by a password. Remove it and try again.",
    )


def bomb() -> ImportProblem:
    """The problem of a package that unpacks to too much."""
    return ImportProblem(
        "too-large",
        "文書檔解開後太大，無法安全讀取。",
        "The document is too large when unpacked to be read safely.",
    )
