"""Pictures: a trail, a chart of bars, a QR code as SVG; the card beside a shared link as PNG."""

__all__ = ["bar_charts", "qr_code", "sharing_card", "trail_drawing"]
