"""Who says what in the lines of any source: labels, sections, attendance, and the transcript of them."""

__all__ = ["labels", "lines", "sections", "transcript"]
