"""An address as a QR code, drawn as SVG without styles, so that it may stand in any page."""

from __future__ import annotations

import io

import segno

_QUIET_ZONE = 4  # modules around the code (ISO/IEC 18004)


def qr_code(address: str) -> str:
    """The drawing, as a document of its own."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=True,
        scale=4,
        border=_QUIET_ZONE,
        light="#fff",
        dark="#000",
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()
