"""An address as a QR code, drawn as SVG without styles, so that it may stand in any page."""

from __future__ import annotations

import io

import segno

_QUIET_ZONE = 4  # modules around the code (ISO/IEC 18004)


def qr_code(address: str, *, alone: bool = True) -> str:
    """The drawing; `alone` makes it a document of its own, else it is to stand within a page."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=alone,
        svgns=alone,
        scale=4,
        border=_QUIET_ZONE,
        light="#fff",
        dark="#000",
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()
