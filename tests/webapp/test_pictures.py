"""The picture beside a shared link: drawn of what is public, in both scripts, within bounds."""

import io
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from PIL import Image

from minutes.addresses.short_ids import code
from tests.conftest import Transcripts
from tests.webapp.conftest import PARK
from webapp.drawings.lettering import NEVER_FIRST, NEVER_LAST, lines, typeface
from webapp.drawings.sharing_card import SIZE, Card, can_draw, draw

needs_letters = pytest.mark.skipif(not can_draw(), reason="no typeface with Han letters here")
SPOKEN = "# 2026-01-05 示範會議\n\n### 張假名：\n\n大家好。\n"


def shared(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og:image|twitter)[^"]*)" content="([^"]*)"', page)
    )


@needs_letters
@pytest.mark.parametrize(
    "path", [f"/{quote(PARK)}", f"/en/{quote(PARK)}", "/issue/playground-shade", "speech"]
)
def test_a_page_names_the_size_and_words_of_a_picture_that_is_there(
    client: FlaskClient, path: str
) -> None:
    if path == "speech":
        path = "/" + re.findall(r"href=(speech/\w+)", client.get(f"/{quote(PARK)}").text)[0]
    told = shared(client.get(path).text)
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image:alt"]
    answer = client.get(told["og:image"])
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size == SIZE == (int(told["og:image:width"]), int(told["og:image:height"]))
    assert len(answer.data) < 100 * 1024


@needs_letters
def test_a_name_that_words_alone_tell_has_its_mark_in_the_words_of_the_picture(
    client: FlaskClient,
) -> None:
    assert shared(client.get("/case/905").text)["og:image:alt"].endswith(" · 自動尋得")
    assert "自動尋得" not in shared(client.get("/issue/playground-shade").text)["og:image:alt"]


def test_a_page_without_a_picture_of_its_own_shows_the_icon(client: FlaskClient) -> None:
    told = shared(client.get("/about").text)
    picture = Image.open(io.BytesIO(client.get(told["og:image"]).data))
    assert picture.size == (int(told["og:image:width"]), int(told["og:image:height"]))


@pytest.mark.parametrize("name", ["2999-01-05-未來會議", "2026-01-06-撤回"])
def test_nothing_is_drawn_of_what_cannot_be_read(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient], name: str
) -> None:
    head = "---\ntitle: 示範\ntier: monthly\ndate: 2999-01-05\n---\n"
    transcripts.write("2999-01-05-未來會議.md", head + SPOKEN)
    transcripts.write("2026-01-05-示範會議.md", SPOKEN)
    client = site_of(transcripts)
    for place in (f"/m/{code(name)}", f"/s/{code(name)}.abcdefghijkl", "/c/77", "/i/none"):
        answer = client.get(f"{place}/card.png")
        assert answer.status_code == 404, place
        assert answer.data == b"404", place


@needs_letters
def test_lines_begin_and_end_as_chinese_lines_may() -> None:
    font = typeface(48)
    assert font is not None
    words = "「公園、遊具（遮陽）」：誰來做？" * 8
    for width in range(200, 1000, 37):
        rows = lines(words, font, width, 99)
        assert "".join(rows) == words, width
        assert not [r for r in rows if r[0] in NEVER_FIRST or r[-1] in NEVER_LAST], width


@needs_letters
@pytest.mark.parametrize("words", ["", "W" * 5000, "會" * 5000, "\u202e\x00🙂", "a b " * 2000])
@pytest.mark.timeout(60)
def test_whatever_the_words_a_picture_is_drawn(words: str) -> None:
    assert draw(Card(words, words, words, words)).startswith(b"\x89PNG")
