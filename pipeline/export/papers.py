"""A paper of headings, paragraphs and lists, written as Markdown, OpenDocument text or Word document.

Both office formats are the smallest packages that their standards allow (OASIS OpenDocument 1.3,
ECMA-376): no template, no macro, no link that is fetched.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Kind = Literal["title", "heading", "subheading", "text", "item"]
ODT_TYPE = "application/vnd.oasis.opendocument.text"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same paper makes the same bytes
_MARKS = {"title": "# ", "heading": "## ", "subheading": "### ", "text": "", "item": "- "}


@dataclass(frozen=True, slots=True)
class Run:
    """Some words; `link` is where they lead, "" where nowhere. `is_mark`: they say that what stands
    beside them was found automatically."""

    text: str
    link: str = ""
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """A heading, paragraph or entry of a list."""

    kind: Kind
    runs: tuple[Run, ...]


def block(kind: Kind, *parts: str | Run) -> PaperBlock:
    """A block of words and links; empty words are left out."""
    runs = (Run(part) if isinstance(part, str) else part for part in parts)
    return PaperBlock(kind, tuple(run for run in runs if run.text))


def markdown(blocks: Sequence[PaperBlock]) -> str:
    """The paper as Markdown; words that look like marks stay words."""
    return "\n\n".join(_markdown_of(blocks)).replace("\n\n- ", "\n- ") + "\n"


def _markdown_of(blocks: Iterable[PaperBlock]) -> Iterator[str]:
    for each in blocks:
        words = "".join(
            f"[{_plain(run.text)}](<{run.link}>)" if run.link else _plain(run.text)
            for run in each.runs
        )
        yield f"{_MARKS[each.kind]}{words}"


_ESCAPED = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>#|"}  # what would be read as a mark


def _plain(text: str) -> str:
    marked = _clean(text).translate(_ESCAPED)
    return f"\\{marked}" if marked[:1] in {"-", "+"} else marked


def _clean(text: str) -> str:
    """Words that XML can hold, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split(" "))


_ODT_STYLE = {"title": 1, "heading": 2, "subheading": 3}
_ODT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3">'
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)
_ODT_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def odt(blocks: Sequence[PaperBlock]) -> bytes:
    """The paper as OpenDocument text, as Taiwan's offices exchange it."""
    content = _ODT.format(body="".join(map(_odt_block, blocks)))
    return _package(
        [("mimetype", ODT_TYPE), ("content.xml", content), ("META-INF/manifest.xml", _ODT_MANIFEST)]
    )


def _odt_block(each: PaperBlock) -> str:
    words = "".join(
        f'<text:a xlink:type="simple" xlink:href={quoteattr(run.link)}>{_xml(run.text)}</text:a>'
        if run.link
        else _xml(run.text)
        for run in each.runs
    )
    if each.kind == "item":
        return f"<text:list><text:list-item><text:p>{words}</text:p></text:list-item></text:list>"
    level = _ODT_STYLE.get(each.kind)
    if level is None:
        return f"<text:p>{words}</text:p>"
    return f'<text:h text:outline-level="{level}">{words}</text:h>'


def _xml(text: str) -> str:
    return escape(_clean(text))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_DOCX_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_DOCX_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCX_STYLE = {"title": "Title", "heading": "Heading1", "subheading": "Heading2"}
_SIZES = {"Title": 36, "Heading1": 28, "Heading2": 24}  # half points
_DOCX_STYLES = (
    f'{_XML}<w:styles xmlns:w="{_W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{style}"/>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for (name, size), style in zip(
            _SIZES.items(), ("Title", "heading 1", "heading 2"), strict=True
        )
    )
    + "</w:styles>"
)


def docx(blocks: Sequence[PaperBlock]) -> bytes:
    """The paper as a Word document."""
    links = list(dict.fromkeys(run.link for each in blocks for run in each.runs if run.link))
    idents = {link: f"rId{number}" for number, link in enumerate(links, 2)}
    body = "".join(_docx_block(each, idents) for each in blocks)
    document = (
        f'{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'
    )
    relations = "".join(
        f'<Relationship Id="{ident}" Type="{_R}/hyperlink" Target={quoteattr(link)} TargetMode="External"/>'
        for link, ident in idents.items()
    )
    return _package(
        [
            ("[Content_Types].xml", _DOCX_TYPES),
            ("_rels/.rels", _DOCX_ROOT),
            ("word/document.xml", document),
            ("word/styles.xml", _DOCX_STYLES),
            (
                "word/_rels/document.xml.rels",
                f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
                f' Type="{_R}/styles" Target="styles.xml"/>{relations}</Relationships>',
            ),
        ]
    )


def _docx_block(each: PaperBlock, idents: dict[str, str]) -> str:
    style = _DOCX_STYLE.get(each.kind)
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = list(each.runs)
    if each.kind == "item":
        look = '<w:pPr><w:ind w:left="360" w:hanging="240"/></w:pPr>'
        runs.insert(0, Run("• "))
    return f"<w:p>{look}{''.join(_docx_run(run, idents) for run in runs)}</w:p>"


def _docx_run(run: Run, idents: dict[str, str]) -> str:
    look = '<w:rPr><w:u w:val="single"/></w:rPr>' if run.link else ""
    words = f'<w:r>{look}<w:t xml:space="preserve">{_xml(run.text)}</w:t></w:r>'
    return f'<w:hyperlink r:id="{idents[run.link]}">{words}</w:hyperlink>' if run.link else words


def _package(parts: Iterable[tuple[str, str]]) -> bytes:
    """A ZIP of these parts; what names the type is first and not compressed, as OpenDocument asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in parts:
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(part, text.encode("utf-8"))
    return buffer.getvalue()
