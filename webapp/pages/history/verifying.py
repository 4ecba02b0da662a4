"""The page that tells whether something has really been said."""

from __future__ import annotations

from pipeline.history.wordings.quotations import LONGEST, Quotation
from webapp.lookup import verification
from webapp.lookup.short_links import Shorts
from webapp.serving.visit import HtmlPage, Visit


def verifying(visit: Visit) -> HtmlPage:
    """A form for a quotation, and below it what was found of it."""
    typed = visit.args.get("text", "")
    speech = visit.args.get("speech", "")[:100]
    quotation = Quotation.of(typed) if typed else None
    answer = verification.verify(visit, quotation, speech) if quotation else None
    context = {
        "typed": typed[:LONGEST],
        "speech": speech,
        "refused": bool(typed) and quotation is None,
        "answer": answer,
        "shorts": Shorts.within(visit),
    }
    title = visit.language.text("Has it really been said?")
    return HtmlPage("verify", title, context, index=not typed)
