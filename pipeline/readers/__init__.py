"""Foreign transcripts (Word, captions, notes, Akoma Ntoso) to this format, with a report."""

__all__ = ["drafting", "formats", "reading"]
