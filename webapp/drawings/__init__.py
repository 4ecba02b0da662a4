"""Pictures as SVG: a trail, a chart of bars, a QR code."""

__all__ = ["bar_charts", "qr_code", "trail_drawing"]
