"""Pictures as SVG: a trail, a chart of bars."""

__all__ = ["bar_charts", "trail_drawing"]
