"""Small real Word files: a package with the parts that a test needs, written by hand."""

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
</w:styles>"""
_NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def run(text: str, *, bold: bool = False, extra: str = "") -> str:
    """A run of words; a line feed is a line break in the paragraph."""
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n")
    )
    return f"<w:r><w:rPr>{'<w:b/>' if bold else ''}{extra}</w:rPr>{words}</w:r>"


def para(*runs: str, style: str = "", numbered: int = 0) -> str:
    """A paragraph of runs; plain strings become runs."""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>'
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (number if numbered else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of rows of words."""
    cells = ("".join(f"<w:tc>{para(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def document(*blocks: str) -> str:
    """The main part with these paragraphs and tables; plain strings become paragraphs."""
    body = "".join(b if b.startswith("<") else para(b) for b in blocks)
    return f'<w:document xmlns:w="{W}" xmlns:r="{_REL}"><w:body>{body}</w:body></w:document>'


def word_file(*blocks: str, main: str = "", **parts: str) -> bytes:
    """A .docx with these blocks, and further parts of `word/` by name (`comments=…`)."""
    parts = {"styles": _STYLES, "numbering": _NUMBERING, **parts}
    kinds = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{_TYPES}.{n}+xml"/>' for n in parts
    )
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_REL}/{n}" Target="{n}.xml"/>' for i, n in enumerate(parts)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'{links}<Relationship Id="web" TargetMode="External" Type="{_REL}/hyperlink" '
        'Target="https://example.tw/a"/></Relationships>',
        "word/document.xml": main or document(*blocks),
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
