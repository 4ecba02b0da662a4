"""What stands beside a claim that was found automatically, wherever it is shown: the mark, the words
that bear it out with where they stand, and where an error is reported. One piece for all claims; the
subject of a case in a list is `webapp.lookup.case_subjects`."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from minutes.cases.claims import Claim, Evidence
from minutes.cases.trail import Entry
from pipeline.trails.case import Case
from webapp.links.reporting import report_address
from webapp.links.site_addresses import Addresses
from webapp.lookup.short_links import Shorts
from webapp.serving.visit import Visit, language_of

_MARKED = Markup(
    '<span class="ground" data-found="automatic"><a class="guess" href="{why}"{out}{named}>{mark}</a>{words}{report}</span>'
)
_NAMED = Markup(' aria-label="{mark}"')
_WORDS = Markup(' <a class="evidence" href="{source}"{out}><q lang="{lang}">{words}</q></a>')
_REPORT = Markup(' <a class="report" href="{report}"{out} aria-label="{said}{of}">{said}</a>')
_COLON = {"zh": "：", "en": ": "}
_ELSEWHERE = Markup(' target="_blank" rel="noopener"')


@dataclass(frozen=True, slots=True)
class Ground:
    """`mark` says that a claim was found automatically, `short` so in a word, `why` leads to how; `words` (in `lang`) bear
    it out and stand at `source`; `report` is where an error is reported, "" where the archive names
    no place, `report_said` the words for it, `report_of` the claim that it is about: a voice that reads
    out the links of a page alone says which is which."""

    mark: str
    short: str
    why: str
    words: str
    lang: str
    source: str
    report: str
    report_said: str
    report_of: str

    def html(self, *, elsewhere: bool = False, brief: bool = False) -> Markup:
        """As it stands in a page, with all of the words: cut once more, they would not bear the claim
        out. `elsewhere` opens what it leads to beside the page that shows it; `brief` is for rows below a
        sentence that says what the short mark means."""
        out = _ELSEWHERE if elsewhere else ""
        words = report = Markup("")
        if self.words:
            words = _WORDS.format(source=self.source, lang=self.lang, words=self.words, out=out)
        if self.report:
            report = _REPORT.format(
                report=self.report, said=self.report_said, of=self.report_of, out=out
            )
        mark, named = (self.short, _NAMED.format(mark=self.mark)) if brief else (self.mark, "")
        return _MARKED.format(
            why=self.why, mark=mark, named=named, words=words, report=report, out=out
        )

    @property
    def text(self) -> str:
        """The same where there is no markup: feeds, tables, letters."""
        return f"{self.mark}「{self.words}」" if self.words else self.mark


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of the claims about cases, for one visit. `is_row`: in a list, where "report an
    error" leads to the case's own page; `absolute`: for what leaves the site."""

    visit: Visit
    is_row: bool = False
    absolute: bool = False

    def of(self, found: Claim | Entry | None, about: Case, what: str) -> Ground | None:
        """What stands beside a claim about a case, or beside a record of its trail; None for what
        people declared. `what` names the claim in the interface's language."""
        if found is None or found.found != "automatic":
            return None
        words = found.evidence
        text, language = (words.words if words else ""), self.visit.language
        return Ground(
            mark=language.text("found automatically"),
            short=language.text("auto"),
            why=f"{self._addresses.about()}#inferred",
            words=text,
            lang=language_of(text, "zh-Hant-TW"),
            source=self._source(words, about),
            report=self._report(about, what, words),
            report_said=language.text("Report an error"),
            report_of=f"{_COLON[self.visit.lang]}{self._called(about)} {what}".rstrip(),
        )

    def quoted(self, words: Evidence | None) -> Markup:
        """Further words that bear a claim out, with where they stand; nothing where there are none."""
        if words is None:
            return Markup("")
        source = self._addresses.passage(words.meeting, words.speech)
        lang = language_of(words.words, "zh-Hant-TW")
        return _WORDS.format(source=source, lang=lang, words=words.words, out="")

    @property
    def _addresses(self) -> Addresses:
        return self.visit.links if self.absolute else self.visit.at

    def page(self, about: Case) -> str:
        """The page of a case."""
        return self._addresses.page_of_case(about.trail.issue, about.number)

    def _source(self, words: Evidence | None, about: Case) -> str:
        if words is None:
            return self.page(about)
        return self._addresses.passage(words.meeting, words.speech)

    def whole_report(self, about: Case) -> str:
        """Where an error anywhere on the page of a case is reported."""
        return self._mail(about, "", None)

    def _report(self, about: Case, what: str, words: Evidence | None) -> str:
        if not self.is_row:
            return self._mail(about, what, words)
        has_place = self._mail(about, "", None)
        return f"{self.page(about)}#report" if has_place else ""

    def _called(self, about: Case) -> str:
        number = about.number
        if number is None:
            return about.trail.issue or ""
        return self.visit.language.text("Case %(number)s", number=number)

    def _mail(self, about: Case, what: str, words: Evidence | None) -> str:
        archive, text = self.visit.archive, self.visit.language.text
        to = Shorts.of(self.visit)
        slug, number = about.trail.issue, about.number
        case = to.issue(slug) if slug and number is None else to.case(number or 0)
        lines = [case]
        if words is not None:
            lines.append(to.passage(words.meeting, words.speech))
        subject = text(
            "Correction or removal: %(title)s", title=f"{self._called(about)} {what}".strip()
        )
        return report_address(archive.report or archive.contact, subject, [*lines, "", ""])
