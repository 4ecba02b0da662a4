"""The next meeting's paper: as a page to print, as Markdown, and for office programs."""

from __future__ import annotations

from itertools import groupby

from pipeline.export import agenda_paper, papers
from pipeline.export.papers import PaperBlock
from pipeline.trails import agenda
from webapp.serving.visit import FileAnswer, HtmlPage, Reply, Visit

_NAME = "agenda"


def page(visit: Visit) -> Reply:
    """The paper as a page; what leads to records stands in it."""
    title, *blocks = _blocks(visit)
    groups = [(kind, tuple(same)) for kind, same in groupby(blocks, lambda each: each.kind)]
    said = "".join(run.text for run in title.runs)
    return HtmlPage("agenda", said, {"groups": groups}, canonical=visit.links.following_agenda())


def markdown(visit: Visit) -> Reply:
    """The paper as a file of Markdown."""
    return FileAnswer(papers.markdown(_blocks(visit)), "text/markdown", f"{_NAME}.md")


def odt(visit: Visit) -> Reply:
    """The paper as OpenDocument text."""
    return FileAnswer(papers.odt(_blocks(visit)), papers.ODT_TYPE, f"{_NAME}.odt")


def docx(visit: Visit) -> Reply:
    """The paper as a Word document."""
    return FileAnswer(papers.docx(_blocks(visit)), papers.DOCX_TYPE, f"{_NAME}.docx")


def _blocks(visit: Visit) -> tuple[PaperBlock, ...]:
    found = agenda.agenda(visit.view, visit.today, visit.site.schedule())
    return agenda_paper.paper(visit.view, found, visit.lang, visit.links)
