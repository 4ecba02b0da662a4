"""Signs and letters that people type otherwise than they stand in a record; either engine."""

from collections.abc import Callable

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.conftest import Transcripts

RECORDS = {
    "2024-03-06-marks": "# 2024-03-06 Marks\n\n### Niamh O’Sample:\nWe don’t think it’s ready — the "
    "“open‑data” bill is too long.\n\n### Pat O'Other:\nI can't say. It's open-data too.\n",
    "2024-03-09-names": "# 2024-03-09 Names\n\n### Zoë Sample:\nThe naïve résumé came from Łódź.\n\n"
    "### Zoe\u0308 Other:\nMy re\u0301sume\u0301 too.\n",
}
Count = Callable[[str], int]


@pytest.fixture(params=["whoosh", "memory"])
def speeches(request: pytest.FixtureRequest, transcripts: Transcripts) -> Count:
    for name, text in RECORDS.items():
        transcripts.write(f"{name}.md", text)
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    if request.param == "whoosh":
        indexer.refresh(told, jobs=1)
    view = Archive(told, in_memory=request.param == "memory").view()
    return lambda typed: view.search(view.parse_query(typed)).speeches


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("don't", 1),
        ("don’t", 1),
        ('"it\'s"', 2),
        ('"it’s"', 2),
        ("speaker:O'Sample", 1),
        ("speaker:O’Sample", 1),
        ("open-data", 2),
        ("open‑data", 2),
        ("speaker:Zoë", 2),
        ("speaker:Zoe\u0308", 2),
        ("speaker:Zoe", 2),
        ("résumé", 2),
        ("re\u0301sume\u0301", 2),
        ("resume", 2),
        ("naive", 1),
        ("Lodz", 1),
    ],
)
def test_a_word_is_found_however_its_signs_are_typed(
    speeches: Count, typed: str, expected: int
) -> None:
    assert speeches(typed) == expected
