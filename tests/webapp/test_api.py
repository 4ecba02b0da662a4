"""The JSON API: what it answers, how it pages, and how it refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts
from tests.webapp.outward_sites import client_of, record, site
from webapp import MinutesArchive
from webapp.api import openapi
from webapp.api.operations import OPERATIONS

V1 = "/api/v1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = Path(__file__).resolve().parents[2]
    return client_of(site(root / "transcripts", tmp_path_factory.mktemp("data")))


def pages(client: FlaskClient, path: str) -> Iterator[list[dict[str, Any]]]:
    address: str | None = f"{V1}{path}"
    while address:
        answer = client.get(address.removeprefix("http://localhost")).json
        yield answer["items"]
        address = answer["next"]


LISTS = (
    "/meetings",
    "/people",
    "/agencies",
    "/issues",
    "/cases",
    "/votes",
    "/actions",
    "/requests",
)


@pytest.mark.parametrize("path", LISTS)
def test_pages_of_any_size_joined_are_the_whole_list_without_repeats(
    client: FlaskClient, path: str
) -> None:
    whole = client.get(f"{V1}{path}?limit=100").json
    small = [item for page in pages(client, f"{path}?limit=3") for item in page]
    everything = [item for page in pages(client, f"{path}?limit=100") for item in page]
    assert small == everything
    assert len(small) == whole["total"]


def test_the_speeches_of_a_record_are_all_its_items_in_order(client: FlaskClient) -> None:
    meeting = client.get(f"{V1}/meetings?limit=1&kind=main&tier=collaborative").json["items"][0]
    items = [
        i for page in pages(client, f"/meetings/{meeting['id']}/speeches?limit=7") for i in page
    ]
    assert [i["position"] for i in items] == sorted({i["position"] for i in items})
    assert sum(i["type"] == "speech" for i in items) == meeting["speeches"]
    one = client.get(f"{V1}/speeches/{items[5]['id']}?in={meeting['id']}").json
    assert one == items[5]


def test_the_speeches_of_a_speaker_come_from_all_records_newest_first(client: FlaskClient) -> None:
    name = client.get(f"{V1}/people?limit=1").json["items"][0]
    items = [i for page in pages(client, f"/speeches?speaker={name['name']}&limit=4") for i in page]
    assert len(items) == name["speeches"]
    assert {i["speaker"] for i in items} == {name["name"]}
    assert len({i["meeting"] for i in items}) == name["meetings"]
    assert [i["date"] for i in items] == sorted((i["date"] for i in items), reverse=True)


def test_a_cursor_goes_on_where_it_stood_though_records_came_and_went(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    for day in range(1, 7):
        transcripts.write(f"2025-01-0{day}-會.md", record("會", f"2025-01-0{day}", tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data"))
    first = client.get(f"{V1}/meetings?limit=2").json
    transcripts.write("2025-02-01-新.md", record("新", "2025-02-01", tier="other"))
    (transcripts.path / "2025-01-05-會.md").unlink()
    rest = [i["id"] for page in pages(client, first["next"].split(V1)[1]) for i in page]
    assert [i["id"] for i in first["items"]] == ["2025-01-06-會", "2025-01-05-會"]
    assert rest == ["2025-01-04-會", "2025-01-03-會", "2025-01-02-會", "2025-01-01-會"]


def test_fields_chooses_and_always_keeps_the_id(client: FlaskClient) -> None:
    items = client.get(f"{V1}/meetings?fields=title,date&limit=2").json["items"]
    assert all(set(i) == {"id", "title", "date"} for i in items)
    one = client.get(f"{V1}/issues/playground-shade?fields=records").json
    assert "records" in one


def test_filters_narrow_the_list(client: FlaskClient) -> None:
    def ids(query: str) -> set[str]:
        return {i["id"] for i in client.get(f"{V1}/meetings?limit=100&{query}").json["items"]}

    assert ids("tier=collaborative") < ids("")
    assert ids("case=901&kind=main") == {"2025-04-10-範例院第901案協作會議-公園遊具遮陽"}
    assert ids("since=2025-04-10&until=2025-04-10") == ids("case=901&kind=main")
    assert ids("agency=示範署") == ids("agency=demo-agency") != set()
    assert ids("lang=en") == {"2025-10-15-A-walk-through-the-sample-park"}
    assert ids("year=1999") == set()


def test_a_case_tells_its_trail_in_order(client: FlaskClient) -> None:
    trail = client.get(f"{V1}/cases/901").json
    assert trail["issue"] == "playground-shade"
    assert [r["date"] for r in trail["records"]] == sorted(r["date"] for r in trail["records"])
    assert trail["records"][-1]["stage_name"]["zh"]
    assert {r["stage"] for r in trail["records"]} >= {"voted", "main", "released"}
    assert client.get(f"{V1}/issues/playground-shade").json["records"] == trail["records"]


def test_search_finds_the_same_as_the_page_with_words_marked(client: FlaskClient) -> None:
    found = client.get(f"{V1}/search?q=遮陽&limit=2").json
    assert found["meetings"] > 2
    assert "<mark>" in found["items"][0]["hits"][0]["snippet"]
    everything = [
        i["meeting"]["id"] for page in pages(client, "/search?q=遮陽&limit=2") for i in page
    ]
    assert len(everything) == len(set(everything)) == found["meetings"] + found["near"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/meetings/none", 404),
        ("/cases/77777", 404),
        ("/people/nobody", 404),
        ("/meetings?limit=0", 400),
        ("/meetings?limit=1e1", 400),
        ("/meetings?tier=weekly", 400),
        ("/meetings?since=20250101", 400),
        ("/meetings?page=2", 400),
        ("/meetings?limit=1&limit=2", 400),
        ("/meetings?fields=nothing", 400),
        ("/meetings?cursor=AAAA", 404),
        ("/meetings?cursor=%00", 400),
        ("/search?sort=date", 400),
        ("/records?url=x%20y", 404),
    ],
)
def test_a_refusal_is_problem_json_that_says_what_is_wrong(
    client: FlaskClient, path: str, status: int
) -> None:
    answer = client.get(V1 + path)
    assert answer.status_code == answer.json["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if status == 400:
        assert answer.json["errors"][0]["parameter"] in f"{path} q"


def test_any_page_may_ask_and_nobody_may_write(client: FlaskClient) -> None:
    answer = client.get(f"{V1}/meetings", headers={"Origin": "https://issues.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    ahead = client.options(f"{V1}/meetings", headers={"Access-Control-Request-Method": "GET"})
    assert ahead.status_code == 204
    assert "If-None-Match" in ahead.headers["Access-Control-Allow-Headers"]
    refused = client.post(f"{V1}/meetings", json={})
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert refused.mimetype == "application/problem+json"


def test_who_has_the_answer_already_gets_304(client: FlaskClient) -> None:
    first = client.get(f"{V1}/cases/901")
    again = client.get(f"{V1}/cases/901", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_elsewhere_gets_its_records_however_its_address_is_written(
    client: FlaskClient,
) -> None:
    plain = client.get(f"{V1}/records?url=https://join.example.org/idea/901").json
    assert plain["issue"] == "playground-shade"
    assert {"voted", "main", "released"} <= {r["stage"] for r in plain["records"]}
    for other in (
        "http://www.join.example.org/idea/901/",
        "join.example.org/idea/901%23top",
        "https://JOIN.example.org:443/idea/901?utm_source=mail%26fbclid=x",
    ):
        assert client.get(f"{V1}/records?url={other}").json["records"] == plain["records"]
    assert client.get(f"{V1}/records?url=https://elsewhere.example.org/").json["records"] == []


def test_held_records_are_in_no_answer(transcripts: Transcripts, tmp_path: Path) -> None:
    transcripts.write("2025-01-06-公開.md", record("公開", "2025-01-06", tier="other"))
    transcripts.write(
        "2025-03-03-第901案.md",
        record(
            "金絲雀",
            "2025-03-03",
            "### 金絲雀：\n\n金絲雀說話。\n",
            tier="monthly",
            case="901",
            host_agency="金絲雀部",
        ),
    )
    now = dt.datetime(2025, 3, 5, tzinfo=dt.UTC)
    client = client_of(site(transcripts.path, tmp_path / "data", now))
    paths = [
        "",
        *LISTS,
        "/cases/901",
        "/people/金絲雀",
        "/search?q=金絲雀",
        "/speeches?speaker=金絲雀",
        "/meetings/2025-03-03-第901案",
        "/meetings/2025-03-03-第901案/speeches",
    ]
    for path in paths:
        answer = client.get(V1 + path).json
        told = str({k: v for k, v in answer.items() if k != "query"})
        assert "金絲雀" not in told, path
        assert "901" not in told or path in {"/agencies"}, path


def test_every_answer_fits_the_schema_that_the_document_gives_for_it(client: FlaskClient) -> None:
    document = client.get(f"{V1}/openapi.json").json
    assert document["openapi"].startswith("3.1")
    meeting = client.get(f"{V1}/meetings?limit=1&case=901&kind=main").json["items"][0]["id"]
    speech = client.get(f"{V1}/meetings/{meeting}/speeches?type=speech&limit=1").json["items"][0]
    ids = {
        "meeting": meeting,
        "meeting_speeches": meeting,
        "speech": speech["id"],
        "person": speech["speaker"],
        "agency": "demo-agency",
        "issue": "playground-shade",
        "case": "901",
    }
    needed = {
        "speeches": f"?speaker={speech['speaker']}",
        "search": "?q=遮陽",
        "verify": "?text=各位與會的朋友早安",
        "records": "?url=https://join.example.org/idea/901",
    }
    for operation in OPERATIONS:
        path = operation.path.replace("{id}", ids.get(operation.name, "")) + needed.get(
            operation.name, ""
        )
        answer = client.get(V1 + path)
        assert answer.status_code == 200, path
        told = document["paths"][f"{V1}{operation.path}"]["get"]["responses"]["200"]
        schema = {
            **told["content"]["application/json"]["schema"],
            "components": document["components"],
        }
        jsonschema.Draft202012Validator(schema).validate(answer.json)


def test_every_route_of_the_api_stands_in_the_document(client: FlaskClient) -> None:
    served = {
        str(rule)
        for rule in client.application.url_map.iter_rules()
        if str(rule).startswith(V1) and not rule.endpoint.endswith(("nowhere", "openapi"))
    }
    described = {p.replace("{id}", "<id>") for p in client.get(f"{V1}/openapi.json").json["paths"]}
    assert {s.replace("<path:id>", "<id>") for s in served} == described


def test_the_page_for_people_names_every_operation_and_loads_nothing_from_elsewhere(
    client: FlaskClient,
) -> None:
    for path in ("/api", "/en/api"):
        text = client.get(path).get_data(as_text=True)
        assert all(f"/api/v1{o.path}" in text for o in OPERATIONS), path
        assert "https://cdn" not in text, path
        assert 'src="http' not in text, path


def test_two_archives_in_one_app_have_an_api_each(
    sample: Path, transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("2025-01-06-第二.md", record("第二個檔案庫", "2025-01-06", tier="other"))
    app = Flask("host")
    for name, folder in (("first", sample), ("second", transcripts.path)):
        told = settings.load(folder, tmp_path / name)
        MinutesArchive(told, Archive(told, in_memory=True)).init_app(
            app, url_prefix=f"/{name}", name=name
        )
    client = client_of(app)
    assert client.get("/first/api/v1").json["meetings"] > 10
    (only,) = client.get("/second/api/v1/meetings").json["items"]
    assert only["title"] == "第二個檔案庫"
    assert only["short_url"].startswith("http://localhost/second/m/")
    assert client.get(only["short_url"]).status_code == 301
    servers = client.get("/second/api/v1/openapi.json").json["servers"]
    assert servers == [{"url": "http://localhost/second"}]
    assert client.get("/elsewhere").mimetype == "text/html"


def test_the_document_names_no_address_that_a_stranger_made_up(
    sample: Path, tmp_path: Path
) -> None:
    client = client_of(site(sample, tmp_path))
    client.environ_base["HTTP_HOST"] = "evil.example"
    for path in (V1, f"{V1}/meetings?limit=1", f"{V1}/openapi.json", "/m/2025-04-10", "/c/901"):
        answer = client.get(path)
        assert "evil.example" not in answer.get_data(as_text=True), path
        assert "evil.example" not in str(answer.headers), path


def test_no_type_of_the_answers_is_without_a_schema() -> None:
    told = openapi.document(settings.ArchiveSettings(), "")
    assert set(told["components"]["schemas"]) >= {
        "MeetingRow",
        "Meeting",
        "Speech",
        "FrontMatter",
        "Problem",
    }
