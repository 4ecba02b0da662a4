"""Records, speeches, agencies and trails of a view in the shapes of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from minutes.cases.claims import Found
from minutes.cases.trail import Stage
from minutes.records.document import Item
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.export import bulk
from pipeline.export.public_references import shown_front
from webapp.api import case_shapes, schema
from webapp.formats.bibliography import opening
from webapp.formats.page_metadata import revision_of
from webapp.i18n.stages import STAGES
from webapp.links.building import Lang
from webapp.lookup.linked_pages import LinkedRecord
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import CaseTarget
from webapp.serving.visit import Visit

# Heads and issue files are written by people; what stands in words is found.
_FOUND: Mapping[str, Found] = {
    "link": "declared",
    "response": "declared",
    "issue": "declared",
    "words": "automatic",
}
_ROW = tuple(f.name for f in fields(schema.MeetingRow))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were made, by id. Only those of the latest base are kept: on this machine it is what
    the Host header says, and nobody shall fill the memory with made-up ports."""

    base: str
    lang: Lang
    rows: dict[str, schema.MeetingRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Shaper:
    """Makes the shapes of one visit. All records that it is given come from the visit's view."""

    visit: Visit
    _revisions: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def shorts(self) -> Shorts:
        return Shorts.of(self.visit)

    def agency(self, word: str, meeting: Meeting | None) -> schema.AgencyName:
        """An agency by the name that it had on the day."""
        found = self.visit.agency(word, meeting.date if meeting else None)
        return schema.AgencyName(
            id=found.id if found else None, name=found.name if found else Bilingual(word)
        )

    @cached_property
    def _kept(self) -> Rows:
        """The rows of this view at this address, which most answers hold."""
        kept = once_per_view(self.visit.view, "_rows", lambda _: [Rows("", "zh")])
        at = self.visit.links
        if (kept[0].base, kept[0].lang) != (at.base, at.lang):
            kept[0] = Rows(at.base, at.lang)
        return kept[0]

    def row(self, meeting: Meeting) -> schema.MeetingRow:
        """A record as a line of a list."""
        rows = self._kept.rows
        found = rows.get(meeting.id)
        if found is None:
            found = rows[meeting.id] = self._row(meeting)
        return found

    def _row(self, meeting: Meeting) -> schema.MeetingRow:
        front, links = meeting.front, self.visit.links
        twin = self.visit.view.public.twin(meeting)
        found = self.visit.inferred_hosts.get(meeting.id, ())
        return schema.MeetingRow(
            id=meeting.id,
            title=meeting.title,
            date=meeting.date,
            lang=meeting.lang,
            tier=meeting.tier,
            kind=meeting.kind,
            cases=front.case,
            issues=front.issue,
            hosts=tuple(self.agency(w, meeting) for w in (*front.host_agency, *found)),
            co_hosts=tuple(self.agency(w, meeting) for w in front.co_agencies),
            speeches=meeting.speeches,
            characters=meeting.chars,
            summary=front.summary,
            licence=front.licence or self.visit.archive.licence,
            inferred=(*meeting.inferred, *(["host_agency"] if found else [])),
            twin=twin.id if twin else None,
            digest=bulk.digest(self.visit.view, meeting),
            url=links.meeting(meeting.id),
            short_url=self.shorts.meeting(meeting.id),
            markdown_url=links.markdown(meeting.id),
        )

    def rows(self, meetings: Iterable[Meeting]) -> tuple[schema.MeetingRow, ...]:
        return tuple(map(self.row, meetings))

    def meeting(self, meeting: Meeting) -> schema.Meeting:
        row = self.row(meeting)
        return schema.Meeting(
            **{name: getattr(row, name) for name in _ROW},
            opening=opening(self.visit.view.first_items(meeting)),
            speakers=meeting.speakers,
            front=meeting.front,
            revision=self._revision(meeting),
            revision_url=self._revision_url(meeting),
        )

    def _revision(self, meeting: Meeting) -> str | None:
        if meeting.id not in self._revisions:
            self._revisions[meeting.id] = revision_of(self.visit.view, meeting) or None
        return self._revisions[meeting.id]

    def _revision_url(self, meeting: Meeting) -> str | None:
        name = self._revision(meeting)
        return name and self.visit.links.revision(meeting.id, name)

    def speech(self, meeting: Meeting, position: int, item: Item) -> schema.Speech:
        links = self.visit.links
        return schema.Speech(
            id=item.id,
            meeting=meeting.id,
            meeting_title=meeting.title,
            date=meeting.date,
            lang=meeting.lang,
            position=position,
            type=item.type,
            speaker=item.speaker,
            text=item.text,
            markdown=item.markdown,
            html=item.html(),
            url=links.speech(meeting.id, item.id),
            context_url=links.passage(meeting.id, item.id),
            short_url=self.shorts.speech(meeting.id, item.id),
            revision=self._revision(meeting),
            revision_url=self._revision_url(meeting),
        )

    def stage_name(self, stage: Stage | None) -> Bilingual | None:
        return STAGES[stage] if stage else None

    def belonging(self, record: LinkedRecord) -> schema.Belonging:
        """A record that belongs to a page elsewhere, with what the trail says of it where it is in one."""
        meeting, entry = record.meeting, record.entry
        belonging = schema.Belonging(
            meeting=meeting.id,
            title=meeting.title,
            date=meeting.date,
            how=record.how,
            found=_FOUND[record.how],
            evidence=None,
            stage=None,
            stage_name=None,
            speeches=record.speeches,
            url=self.visit.links.meeting(meeting.id),
            short_url=self.shorts.meeting(meeting.id),
        )
        if entry is None:
            return belonging
        return replace(
            belonging,
            date=entry.date,
            found=entry.found,
            evidence=entry.evidence,
            stage=entry.stage,
            stage_name=self.stage_name(entry.stage),
        )

    def course(self, found: CaseTarget) -> schema.Course:
        return case_shapes.course(self.visit, found, self.shorts)

    def issue(self, found: CaseTarget) -> schema.IssueAnswer:
        assert found.issue is not None  # noqa: S101 (asked by slug)
        course = self.course(found)
        return schema.IssueAnswer(
            **{f.name: getattr(course, f.name) for f in fields(schema.Course)},
            slug=found.issue.slug,
            body=found.issue.body,
            front=shown_front(self.visit.view, found.issue),
        )
