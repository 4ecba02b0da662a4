"""The history of a record: its pages, its feed, Memento; and what of it nobody may see."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date, parse_date

from minutes import clock
from minutes.addresses.short_ids import code
from pipeline.index import indexer
from pipeline.publishing import speakers
from pipeline.publishing.relabelling import Renaming
from pipeline.publishing.withdrawal import withdraw
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from webapp import create_app
from webapp.pages.history import revisions

SHORT = code(NAME)[:8]
PAGE = f"/{quote(NAME)}"
CANARY = "龘靐齉爩"


def client(archive: GitArchive) -> FlaskClient:
    archive.index()
    return create_app(archive.settings).test_client()


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def three_versions(archive: GitArchive) -> list[str]:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST, 1), SECOND)})
    archive.commit({FILE: text(mended(FIRST, 2), SECOND, THIRD)})
    return [commit[:12] for commit in archive.made]


def test_the_history_lists_each_revision_with_what_it_changed(archive: GitArchive) -> None:
    names = three_versions(archive)
    page = client(archive).get(f"{PAGE}/history").text
    assert [page.index(f"@{name}") for name in names] == sorted(
        (page.index(f"@{name}") for name in names), reverse=True
    )
    assert "新增 1 段" in page
    english = client(archive).get(f"/en{PAGE}/history").text
    assert "1 speech added" in english


def test_a_revision_is_shown_as_it_was_and_two_can_be_compared(archive: GitArchive) -> None:
    names = three_versions(archive)
    site = client(archive)
    old = site.get(f"/m/{SHORT}@{names[0]}")
    assert FIRST in old.text
    assert "第1次訂正後" not in old.text
    change = site.get(f"{PAGE}/history/{names[0]}..{names[2]}").text
    assert "<ins>" in change
    assert THIRD in change
    assert site.get(f"{PAGE}/history/{names[0]}..{names[2]}").text == change
    worked_out = revisions._between.cache_info().misses
    assert site.get(f"{PAGE}/history/{names[0]}..{names[2]}?again=1").status_code == 200
    assert revisions._between.cache_info().misses == worked_out
    assert site.get(f"/m/{SHORT}@{'0' * 12}").status_code == 404
    assert site.get(f"/m/{SHORT}@{names[0][:6]}").status_code == 404


def test_the_feed_of_a_history_is_atom_with_an_entry_for_each_revision(archive: GitArchive) -> None:
    three_versions(archive)
    root = ET.fromstring(client(archive).get(f"{PAGE}/history/feed.atom").data)  # noqa: S314 (ours)
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 3


def test_memento_finds_what_stood_there_at_a_moment(archive: GitArchive) -> None:
    names = three_versions(archive)
    site = client(archive)
    page = site.get(PAGE)
    gate = re.search(r'<([^>]+)>; rel="timegate"', page.headers["Link"])
    assert gate is not None
    second = archive.day - dt.timedelta(days=1)
    for moment, name in (
        (second + dt.timedelta(hours=1), names[1]),
        (dt.datetime(1999, 1, 1, tzinfo=dt.UTC), names[0]),
        (dt.datetime(2090, 1, 1, tzinfo=dt.UTC), names[2]),
    ):
        answer = site.get(gate[1], headers={"Accept-Datetime": http_date(moment)})
        assert answer.status_code == 302, name
        assert answer.location.endswith(f"@{name}"), name
        assert "accept-datetime" in answer.headers["Vary"], name
        memento = site.get(answer.location)
        assert memento.status_code == 200, name
        assert parse_date(memento.headers["Memento-Datetime"]) is not None, name
        assert 'rel="original"' in ",".join(memento.headers.getlist("Link")), name
    assert site.get(gate[1], headers={"Accept-Datetime": "yesterday"}).status_code == 400
    listed = site.get(f"{PAGE}/timemap")
    assert listed.mimetype == "application/link-format"
    assert listed.text.count("memento") == 3


def test_a_kept_page_of_a_revision_goes_with_what_is_withdrawn(archive: GitArchive) -> None:
    names = three_versions(archive)
    site = client(archive)
    address = f"/m/{SHORT}@{names[0]}"
    assert site.get(address).text == site.get(address).text
    assert FIRST in site.get(address).text
    archive.write("withdrawn.yaml", ROW)  # as somebody writes it; no index is made
    assert site.get(address).status_code in {404, 410}


def test_citations_and_the_api_tell_which_revision_was_read(archive: GitArchive) -> None:
    names = three_versions(archive)
    site = client(archive)
    answer = site.get(f"/api/v1/meetings/{quote(NAME)}").get_json()
    assert answer["revision"] == names[-1]
    assert site.get(answer["revision_url"]).status_code == 200
    assert site.get(f"/api/v1/speeches/{ident(THIRD)}").get_json()["revision"] == names[-1]
    assert f"版本 {names[-1]}" in site.get(PAGE).text
    assert f"revision {names[-1]}" in site.get(f"/en{PAGE}").text
    assert f"version = {{{names[-1]}}}" in site.get(f"{PAGE}.bib").text
    assert f"ET  - 版本 {names[-1]}\r\n" in site.get(f"{PAGE}.ris").text
    [entry] = site.get(f"{PAGE}.csl.json").get_json(force=True)
    assert (entry["note"], "version" in entry) == (f"版本 {names[-1]}", False)
    assert f"revision {names[-1]}" in site.get(f"/en{PAGE}.csl.json").text
    archive.write(FILE, text(mended(FIRST, 3), SECOND))
    answer = client(archive).get(f"/api/v1/meetings/{quote(NAME)}").get_json()
    assert (answer["revision"], answer["revision_url"]) == (None, None)


def everywhere(archive: GitArchive) -> str:
    """All that the site says of the records, their histories, and every commit that there is."""
    site = client(archive)
    commits = archive.git("log", "--all", "--format=%H", "--reflog").split()
    paths = ["/", PAGE, "/data", "/feed.atom", "/speakers"]
    names = {NAME, "2026-01-02-另一個名字"}
    for name in names:
        here, short = f"/{quote(name)}", code(name)[:8]
        paths += [here, f"{here}.md", f"{here}/history", f"{here}/history/feed.atom"]
        paths += [f"{here}/timemap", f"{here}/timegate"]
        paths += [f"/m/{short}@{commit[:12]}" for commit in commits]
        paths += [f"{here}/history/{a[:12]}..{b[:12]}" for a in commits for b in commits]
    for life in archive.index().lives:
        old = {f.old for v in life.versions for f in v.ended}
        new = {i for v in life.versions for i in v.begun}
        new |= {i for v in life.versions for f in v.ended for i in f.new}
        paths += [f"{kind}{i}" for i in old | new for kind in ("/speech/", "/api/v1/speeches/")]
        paths += [f"/speech/{n}?was={o}" for n in new for o in old]
    told = []
    for path in dict.fromkeys(paths):
        answer = site.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        told.append(answer.text)
    data = b"".join(p.read_bytes() for p in archive.data.rglob("*") if p.is_file())
    return "\n".join(told) + data.decode("utf-8", "replace")


SECRET = mended(FIRST).replace("遊具", CANARY)
NOTE = "---\ncorrections:\n  - {date: 2026-02-08, what: %s}\n---\n"


def reverted(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECRET, mended(SECOND))})
    archive.commit({FILE: text(FIRST, mended(SECOND))})


def reverted_by_git(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(FIRST, SECOND, SECRET)})
    archive.day += dt.timedelta(days=1)
    archive.git("revert", "--no-edit", "HEAD")


def renamed(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.git("mv", FILE, "2026-01-02-另一個名字.md")
    archive.commit({"2026-01-02-另一個名字.md": text(FIRST, SECOND, THIRD)})


def merged(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.git("checkout", "-q", "-b", "work")
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    archive.git("checkout", "-q", "main")
    archive.git("merge", "-q", "--no-ff", "-m", "merge", "work")


def forced(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST), SECOND)})


def before_publication(archive: GitArchive) -> None:
    head = "---\ntier: monthly\ndate: 2026-01-02\n---\n"
    archive.day = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)
    archive.commit({FILE: text(SECRET, SECOND, head=head)})
    archive.commit({FILE: text(FIRST, SECOND, head=head)})


def held(archive: GitArchive) -> None:
    head = "---\nedit: {hold_until: 2999-01-01}\n---\n"
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(FIRST, SECOND, head=head)})


def withdrawn_record(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({"withdrawn.yaml": f"- {{meeting: {NAME}, date: 2026-02-09, reason: 誤植}}\n"})


def withdrawn_speech(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(mended(SECRET, 4), SECOND)})
    archive.index()
    what = ident(mended(SECRET, 4))
    withdraw(archive.settings, NAME, "當事人要求", clock.now(), speech=what)
    archive.commit()


ROW = f"- {{meeting: {NAME}, date: 2026-02-09, reason: 誤植}}\n"
OTHER = "2026-01-02-另一個名字.md"


def withdrawn_and_put_under_another_name(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.commit({"withdrawn.yaml": ROW})
    archive.git("mv", FILE, OTHER)
    archive.commit({OTHER: text(FIRST, SECOND, THIRD, head=NOTE % "更正錯字")})


def withdrawn_and_renamed(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.index()
    archive.git("mv", FILE, OTHER)
    archive.commit({"withdrawn.yaml": ROW})


def withdrawn_mended_and_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.index()
    archive.commit({"withdrawn.yaml": ROW})
    archive.index()
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})


def withdrawn_mended_and_back_at_once(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.commit({"withdrawn.yaml": ROW})
    archive.commit({FILE: text(FIRST, SECOND, THIRD), "withdrawn.yaml": "withdrawn: none\n"})


def withdrawn_speech_mended_and_back(archive: GitArchive) -> None:
    row = f"{ROW[:-2]}, speech: {ident(SECRET)}}}\n"
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.commit({"withdrawn.yaml": row})
    archive.commit({FILE: text(FIRST, SECOND, THIRD)})
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})


def moved_mended_and_withdrawn(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECOND), OTHER: text(SECRET, THIRD)})
    archive.commit({OTHER: text(mended(SECRET, 5), THIRD)})
    archive.index()
    name, what = OTHER.removesuffix(".md"), ident(mended(SECRET, 5))
    withdraw(archive.settings, name, "當事人要求", clock.now(), speech=what)
    archive.commit()


def moved_and_withdrawn_with_all_of_the_record(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECOND), OTHER: text(SECRET, THIRD)})
    archive.commit({"withdrawn.yaml": ROW.replace(NAME, OTHER)})


def moved_without_a_commit_and_withdrawn(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET)})
    archive.commit({FILE: text(SECRET, SECOND), OTHER: text(SECRET, THIRD)})
    archive.write(FILE, text(SECOND))
    archive.write("withdrawn.yaml", ROW.replace(NAME, OTHER))


def pulled_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    for held_back in ("hold_until: 2999-01-01", "hold: 待確認", "{"):
        archive.commit({FILE: text(SECRET, SECOND, head=f"---\nedit: {{{held_back}}}\n---\n")})
        archive.commit({FILE: text(FIRST, SECOND)})
        archive.commit({FILE: text(FIRST, SECOND, THIRD)})
        assert CANARY not in everywhere(archive), held_back


def redacted(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECRET.replace(CANARY, "○○○"), SECOND)})


def redacted_in_an_address(archive: GitArchive) -> None:
    link = f"見[提案](https://join.example.org/{CANARY})。"
    archive.commit({FILE: text(FIRST, SECOND + link)})
    archive.commit({FILE: text(FIRST, SECOND + link.replace(CANARY, "○○○"))})


def another_number(archive: GitArchive) -> None:
    archive.commit({FILE: text(f"{SECRET}電話0912-345-678。", SECOND)})
    archive.commit({FILE: text(f"{FIRST}電話0987-654-321。", SECOND)})


def protected_by_note(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(FIRST, SECOND, head=NOTE % "移除個人資料")})


def renamed_speaker(archive: GitArchive) -> None:
    named = text(FIRST, SECOND).replace("王範例", CANARY)
    archive.commit({FILE: named})
    archive.commit({FILE: named.replace(CANARY, "與會者甲")})


def anonymised(archive: GitArchive) -> None:
    """A speaker who is not to be named any more; somebody also speaks of them by name."""
    other = f"{SECOND}剛才{CANARY}也這樣說。"
    for words in (FIRST, mended(FIRST)):
        named = text(words, other, THIRD).replace("王範例", CANARY, 1)
        archive.commit({FILE: f"---\ntitle: 公園參訪\ntier: other\n---\n{named}"})
    archive.write("people.yaml", f"- id: x\n  name: {{zh: {CANARY}}}\n  labels: [{CANARY}]\n")
    archive.commit({".redirects": f"speaker/舊名\tspeaker/{CANARY}\n"})
    archive.index()
    work = speakers.plan(archive.settings, Renaming(CANARY, "甲君", anonymise=True), clock.now())
    speakers.carry_out(work)
    assert work.left == ()
    indexer.refresh(archive.settings, jobs=1, full=True)  # as the command does


def anonymised_and_committed(archive: GitArchive) -> None:
    anonymised(archive)
    archive.commit()
    archive.commit({FILE: (archive.folder / FILE).read_text("utf-8").replace("預算", "經費")})


def draft_in_the_same_repository(archive: GitArchive) -> None:
    archive.write(f"drafts/{FILE}", text(SECRET, SECOND))
    archive.inside = "transcripts"
    archive.commit({"2026-01-03-二.md": text(THIRD)})
    archive.git("mv", f"drafts/{FILE}", f"transcripts/{FILE}")
    archive.commit({FILE: text(FIRST, SECOND)})


@pytest.mark.parametrize(
    "plant",
    [
        reverted,
        reverted_by_git,
        renamed,
        merged,
        forced,
        before_publication,
        held,
        withdrawn_record,
        withdrawn_speech,
        withdrawn_and_put_under_another_name,
        withdrawn_and_renamed,
        withdrawn_mended_and_back,
        withdrawn_mended_and_back_at_once,
        withdrawn_speech_mended_and_back,
        moved_mended_and_withdrawn,
        moved_and_withdrawn_with_all_of_the_record,
        moved_without_a_commit_and_withdrawn,
        pulled_back,
        redacted,
        redacted_in_an_address,
        another_number,
        protected_by_note,
        renamed_speaker,
        anonymised,
        anonymised_and_committed,
        draft_in_the_same_repository,
    ],
)
def test_a_word_that_stands_in_history_alone_is_found_nowhere(
    archive: GitArchive, plant: object
) -> None:
    assert callable(plant)
    plant(archive)
    assert CANARY not in everywhere(archive)
    told = client(archive).get(f"/api/v1/verify?text={CANARY}").get_json()
    assert (told["verdict"], told["places"]) == ("not_found", [])
