"""Small real OpenDocument texts: a package with the parts that a test needs, written by hand."""

from xml.sax.saxutils import escape

from tests.pipeline.readers.word_files import zipped

_SPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
        for prefix, name in {
            "office": "office:1.0",
            "text": "text:1.0",
            "style": "style:1.0",
            "table": "table:1.0",
            "draw": "drawing:1.0",
            "svg": "svg-compatible:1.0",
            "fo": "xsl-fo-compatible:1.0",
        }.items()
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
BOLD = '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'


def odt_line(words: str, *, bold: str = "", inner: str = "") -> str:
    """A paragraph: words in bold type, plain words, then markup of its own."""
    lead = f'<text:span text:style-name="T1">{escape(bold)}</text:span>' if bold else ""
    return f"<text:p>{lead}{escape(words)}{inner}</text:p>"


def odt_file(*blocks: str, styles: str = "", named: str = "", content: str = "") -> bytes:
    """An .odt with these blocks; `styles` are automatic ones, `named` stand in styles.xml."""
    body = "".join(block if block.startswith("<") else odt_line(block) for block in blocks)
    made = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{BOLD}{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content or made,
            "styles.xml": f"<office:document-styles {_SPACES}><office:styles>{named}"
            "</office:styles></office:document-styles>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )
