"""Issues that are followed through the tiers."""

from __future__ import annotations

from minutes.markup import to_html
from webapp.links import Scope
from webapp.views import errors
from webapp.visit import Page, Reply, Visit


def overview(visit: Visit) -> Reply:
    """All issues with where they stand."""
    issues = visit.view.snapshot.catalogue.issues
    series = visit.derived.series.issues
    rows = [
        (i, len(series.get(i.slug, ())), i.front.status[-1] if i.front.status else None)
        for i in issues
    ]
    rows.sort(
        key=lambda r: (r[2].date.isoformat() if r[2] and r[2].date else "", r[0].slug), reverse=True
    )
    context = {"rows": rows, "cases": sorted(visit.derived.series.cases.items(), reverse=True)}
    return Page("issues", visit.language.text("Issues"), context, canonical=visit.links.issues())


def issue(visit: Visit, slug: str) -> Reply:
    """One issue: what it is about, where it stands, and its records in order."""
    found = next((i for i in visit.view.snapshot.catalogue.issues if i.slug == slug), None)
    if found is None:
        return errors.missing(visit, slug)
    records = dict.fromkeys(visit.derived.series.issues.get(slug, ()))
    for case in found.front.case:
        records |= dict.fromkeys(visit.derived.series.cases.get(case, ()))
    meetings = sorted(records, key=lambda m: (m.date.isoformat() if m.date else "", m.id))
    context = {
        "issue": found,
        "meetings": meetings,
        "body": to_body(found.body),
        "feeds": [Scope("issue", slug)],
    }
    return Page(
        "issue", visit.said(found.front.title) or slug, context, canonical=visit.links.issue(slug)
    )


def to_body(markdown: str) -> str:
    """An issue's summary as safe HTML."""
    return "".join(to_html(block) for block in markdown.split("\n\n") if block.strip())
