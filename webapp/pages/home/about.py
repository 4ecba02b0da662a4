"""What this archive is, and what has been withdrawn from it."""

from __future__ import annotations

from minutes.records.front_matter import TIERS
from webapp.i18n.glossary import ENTRIES
from webapp.serving.visit import HtmlPage, Reply, Visit


def about(visit: Visit) -> Reply:
    """POs, the tiers, how records are made, and the glossary."""
    latest = {t: next(iter(visit.view.public.by_tier(t)), None) for t in TIERS}
    title = visit.language.text("About")
    return HtmlPage(
        "about", title, {"latest": latest, "entries": ENTRIES}, canonical=visit.links.about()
    )


def withdrawals(visit: Visit) -> Reply:
    """The public list of what was withdrawn, latest first."""
    rows = sorted(
        visit.view.public.catalogue.gate.withdrawals,
        key=lambda w: (w.date, w.meeting),
        reverse=True,
    )
    title = visit.language.text("Withdrawals")
    return HtmlPage("withdrawals", title, {"rows": rows}, canonical=visit.links.withdrawals())
