"""A Word file's parts before any library sees them: bounded, no DTD, tracked changes settled."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import Any

from pipeline.readers.drafting.outcome import ImportProblem, missing_extra

MAX_PARTS = 4000
MAX_XML = 16 * 1024 * 1024  # bytes of all read parts, unpacked; a long day's transcript has 3
MAX_RATIO = (
    400  # Word's own XML packs to a tenth or twentieth; what packs better than this is a bomb
)
_RATIO_FROM = 1024 * 1024
_READ = re.compile(
    r"(?:\[Content_Types\]|word/(?:document|comments|footnotes|endnotes|numbering|styles|header|footer)\d*)\.xml"
    r"|(?:word/)?_rels/[^/]*\.rels"
)
_MAIN = re.compile(r"word/document\d*\.xml")


class Package:
    """The parts of a .docx that carry words.

    `clean` is the same document for a converter: no media, tracked changes accepted. `counts` says
    what it holds that a transcript cannot: comment, deletion, insertion, drawing, formula, hidden,
    header. `length` counts its characters without white space.
    """

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = _read_parts(archive)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            ValueError,
        ) as error:
            raise _damaged() from error
        self.counts: Counter[str] = Counter()
        self.length = 0
        self.clean = self._rewritten(parts)

    def _rewritten(self, parts: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                root = _parsed(content)
                self._look_at(name, root)
                archive.writestr(name, _serialised(root))
        return out.getvalue()

    def _look_at(self, name: str, root: Any) -> None:
        part = name.removeprefix("word/").rstrip("0123456789.xml")
        if part == "comments":
            self.counts["comment"] += sum(1 for e in root.iter() if _local(e) == "comment")
        elif part in ("header", "footer"):
            self.counts["header"] += bool("".join(_texts(root)).strip())
        elif _MAIN.fullmatch(name) or part in ("footnotes", "endnotes"):
            self._settle(root)
            if _MAIN.fullmatch(name):
                self.length = sum(len("".join(t.split())) for t in _texts(root))

    def _settle(self, root: Any) -> None:
        """Accept tracked changes: moved words stay where they were moved to, deleted ones go."""
        for element in list(root.iter()):
            name = _local(element)
            if name in ("del", "moveFrom") and any(
                _local(e) in ("delText", "t") for e in element.iter()
            ):
                self.counts["deletion"] += 1
                _remove_runs(element)
            elif name == "moveTo":
                element.tag = element.tag.replace("}moveTo", "}ins")
                self.counts["insertion"] += 1
            elif name == "ins" and any(_local(e) == "t" for e in element.iter()):
                self.counts["insertion"] += 1
            elif name == "oMath":
                self.counts["formula"] += 1
            elif name in ("drawing", "pict", "object"):
                self.counts["drawing"] += 1
            elif name == "vanish" and element.getparent() is not None:
                self.counts["hidden"] += _is_run_property(element)


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise _bomb()
    names = {info.filename for info in infos}
    if not any(map(_MAIN.fullmatch, names)):
        raise ImportProblem(
            "unknown-format",
            "這不是 Word 的 .docx 檔。其他文書檔請先另存為 .docx。",
            "This is not a Word .docx file. Save other documents as .docx first.",
        )
    wanted = {info.filename: info for info in infos if _READ.fullmatch(info.filename)}
    if any(info.flag_bits & 0x1 for info in wanted.values()):
        raise ImportProblem(
            "encrypted",
            "這個檔案有密碼保護。請移除密碼再試。",
            "This file is protected by a password. Remove it and try again.",
        )
    if sum(info.file_size for info in wanted.values()) > MAX_XML:
        raise _bomb()
    parts: dict[str, bytes] = {}
    for name, info in wanted.items():
        if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _bomb()
        with archive.open(info) as part:
            parts[name] = part.read(info.file_size + 1)
    return parts


def _parsed(content: bytes) -> Any:
    try:
        from lxml import etree
    except ImportError as error:
        raise missing_extra("lxml") from error
    # Without huge_tree, libxml2 refuses nesting deeper than 256 levels.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged() from error
    if root.getroottree().docinfo.doctype:
        raise _damaged()  # Open Packaging Conventions (ISO/IEC 29500-2) forbid a DTD in any part
    return root


def _serialised(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _local(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _texts(root: Any) -> list[str]:
    """The words of a part; a fallback for old programs repeats the words of its alternative."""
    out = []
    for element in root.iter():
        if _local(element) == "t" and element.text and "wordprocessingml" in element.tag:
            above = (_local(e) for e in element.iterancestors())
            if not any(name in ("Choice", "del", "moveFrom") for name in above):
                out.append(element.text)
    return out


def _remove_runs(element: Any) -> None:
    for child in list(element):
        element.remove(child)


def _is_run_property(element: Any) -> bool:
    properties = element.getparent()
    run = properties.getparent()
    return run is not None and _local(properties) == "rPr" and _local(run) == "r"


def _damaged() -> ImportProblem:
    return ImportProblem(
        "damaged",
        "Word 檔損壞，無法讀取。請用 Word 開啟，另存新檔後再試。",
        "The Word file is damaged and cannot be read. Open it in Word, save a copy, and try that.",
    )


def _bomb() -> ImportProblem:
    return ImportProblem(
        "too-large",
        "Word 檔解開後太大，無法安全讀取。",
        "The Word file is too large when unpacked to be read safely.",
    )
