"""A speaker's name that gave way to one that the archive does not know hides who it was; one that it knows
corrects it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, NAME, SECOND, THIRD, text
from tests.webapp.test_history_pages import OTHER, client

BEFORE = text(SECOND, THIRD)
PLACES: list[Mapping[str, str]] = [
    {OTHER: text(THIRD).replace("王範例", "陳小樺")},
    {OTHER: text(THIRD, head="---\nattendees:\n  - {name: 陳小樺, agency: 教育部}\n---\n")},
    {OTHER: text(THIRD, head='---\nattendees:\n  - name: "陳小樺"\n---\n')},
    {"people.yaml": "- id: chen\n  name: {zh: 陳小樺, en: Sample Chen}\n"},
]


def status_of_first(folder: Path, place: Mapping[str, str]) -> int:
    """What the page of the first version answers, once the name of who spoke there was changed; `place` is what
    else was committed before."""
    archive = GitArchive.new(folder)
    archive.commit({FILE: BEFORE} | dict(place))
    archive.commit({FILE: BEFORE.replace("王範例", "陳小樺")})
    archive.index()
    page = f"/m/{code(NAME)[:8]}@{archive.made[0][:12]}"
    return client(archive).get(page).status_code


@pytest.mark.parametrize("place", [{}, {OTHER: text(THIRD, "剛才陳小樺說的，我贊成。")}])
def test_a_name_by_which_nobody_is_known_hides_the_version_before(
    tmp_path: Path, place: Mapping[str, str]
) -> None:
    assert status_of_first(tmp_path, place) == 404


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_speaks_attends_or_is_registered_elsewhere_corrects_who_spoke(
    tmp_path: Path, place: Mapping[str, str]
) -> None:
    assert status_of_first(tmp_path, place) == 200
