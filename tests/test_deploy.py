"""What stands in deploy/ is accepted by the programs that read it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import crossplane
import pytest
import yaml

from minutes import settings
from pipeline.engines.cluster import ADDRESSES
from pipeline.updates import unanswered
from tests.conftest import ROOT
from webapp import create_app

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SAFEST = 20  # tenths of systemd's exposure level: 2.0 of 10
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="this machine has no systemd"
)


@needs_systemd
def test_systemd_has_nothing_to_say_against_the_units(tmp_path: Path) -> None:
    programs = str(Path(sys.executable).parent)
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/srv/minutes/app/.venv/bin", programs)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [path.name for path in tmp_path.iterdir() if path.suffix in {".service", ".timer"}]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    about_ours = [line for line in done.stderr.splitlines() if "minutes-" in line]
    assert about_ours == []


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_may_do_little_beyond_its_work(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={SAFEST}", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_unit_has_the_same_hardening() -> None:
    part = {
        re.split(r"^# Hardening", u.read_text("utf-8"), flags=re.M)[1].split("\n[")[0].strip()
        for u in UNITS
    }
    assert len(part) == 1


def test_the_commands_of_the_units_are_commands_of_ours() -> None:
    from webapp.commands.main import COMMANDS

    known = {name for names in COMMANDS.values() for name in names}
    for unit in UNITS:
        for command in re.findall(
            r"^ExecStart=\S+/bin/minutes (\w+)", unit.read_text("utf-8"), re.M
        ):
            assert command in known, unit.name


def nginx_places() -> dict[tuple[str, ...], dict[str, list[str]]]:
    """The locations of the site in nginx's file, each with what is said for it."""
    told = crossplane.parse(str(DEPLOY / "nginx/minutes.conf"), check_ctx=False)["config"][0][
        "parsed"
    ]
    (server,) = (part["block"] for part in told if part["directive"] == "server")
    return {
        tuple(part["args"]): {each["directive"]: each["args"] for each in part["block"]}
        for part in server
        if part["directive"] == "location"
    }


def nginx_place(path: str) -> dict[str, list[str]]:
    """What is said for the location that nginx chooses for a path: the same path, else a pattern, else
    what all paths begin with."""
    places = nginx_places()
    patterns = [how for kind, *how in places if kind == "~" and re.search(how[0], path)]
    return places.get(("=", path)) or places[("~", *patterns[0]) if patterns else ("/",)]


def test_nginx_lets_whole_records_through_wherever_the_site_takes_them(
    sample: Path, tmp_path: Path
) -> None:
    app = create_app(settings.load(sample, tmp_path))
    taken = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    # The API says of everything that is sent to it that it takes nothing.
    paths = [re.sub(r"<[^>]+>", "x", rule) for rule in taken if not rule.startswith("/api/")]
    assert paths
    for path in paths:
        assert "client_max_body_size" in nginx_place(path), path
    assert "client_max_body_size" not in nginx_place("/meetings")
    # Apart from readers, whom nothing that is sent may hold up.
    desk = {path for path in paths if nginx_place(path)["proxy_pass"] == ["http://minutes_desk"]}
    assert {"/prepare", "/en/desk/corrections"} <= desk
    assert nginx_place("/meetings")["proxy_pass"] == ["http://minutes_site"]


def test_nginx_keeps_slow_readers_of_any_page_from_holding_threads_of_the_site() -> None:
    places = nginx_places()
    passed = {path for path, told in places.items() if "proxy_pass" in told}
    assert {path for path in passed if "off" in places[path].get("proxy_buffering", ())} == set()
    large = places["^~", "/data/"]
    assert large["limit_conn_status"] == ["429"]
    room = large["proxy_max_temp_file_size"][0].removesuffix("m")
    assert int(room) >= 1024, "a file that does not fit is sent as slowly as it is read"


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    own = (DEPLOY / "nginx/minutes.conf").read_text(encoding="utf-8")
    site = tmp_path / "site.conf"
    site.write_text(
        own.replace("/var/cache/nginx", str(tmp_path)).replace(
            "listen 80;", "listen 127.0.0.1:18080;"
        ),
        encoding="utf-8",
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ include {site}; }}\n",
        encoding="utf-8",
    )
    told = crossplane.parse(str(whole))
    assert told["errors"] == []
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
    if nginx is not None:
        done = subprocess.run(
            [nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr


def test_the_compose_file_is_one() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(DEPLOY / "compose.yaml"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_site_may_write_down_what_was_not_found_and_nothing_else_beside_the_index() -> None:
    unit = (DEPLOY / "systemd/minutes-site.service").read_text(encoding="utf-8")
    writes = re.findall("^ReadWritePaths=(.*)$", unit, re.M)
    assert writes == [f"-/var/cache/minutes/{unanswered.FOLDER}"]
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    noted = f"unanswered:/data/{unanswered.FOLDER}"
    assert {"data:/data:ro", noted} <= set(told["site"]["volumes"])
    assert {"data:/data", noted} <= set(told["indexer"]["volumes"])  # which forgets the words
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert f"mkdir -p -m 0700 /data/{unanswered.FOLDER}" in image


def test_the_engine_s_nodes_are_reached_by_our_services_alone_and_only_with_their_profile() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    nodes = {name: one for name, one in services.items() if one.get("profiles") == ["opensearch"]}
    ours = {name: one for name, one in services.items() if one.get("image") == "minutes"}
    assert len(nodes) == 3
    assert told["networks"]["engine"] == {"internal": True}
    for name, node in nodes.items():
        assert node["networks"] == ["engine"], name
        assert "ports" not in node, name
        assert node["environment"]["node.name"] == name
        assert set(node["environment"]["discovery.seed_hosts"].split(",")) == set(nodes)
    for name, service in ours.items():
        addresses = service["environment"][ADDRESSES].split()
        assert addresses == [f"http://{node}:9200" for node in nodes], name
        assert "engine" in service["networks"], name
    assert services["indexer"]["networks"] == ["engine"]


def test_what_the_container_copies_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.M):
        for name in line.split():
            assert (ROOT / name).exists(), name
    extras = re.findall(r"--extra (\w+)", text)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert extras
    assert all(re.search(rf"^{extra} = \[", project, re.M) for extra in extras)


def unit(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text(encoding="utf-8")


def test_what_is_not_set_up_everywhere_keeps_no_service_from_starting() -> None:
    # systemd refuses to start a service where a folder that it may write to is missing, unless it is marked.
    named = re.findall("^ReadWritePaths=(.+)$", unit("hook.conf"), re.M)[0].split()
    assert {path.lstrip("-") for path in named if not path.startswith("-")} == {
        "/srv/minutes/transcripts",
        "/var/cache/minutes",
    }


def test_the_desk_is_restarted_and_reloaded_with_the_site_whose_figures_and_settings_it_shares() -> (
    None
):
    desk = unit("minutes-desk.service")
    for bond in ("PartOf", "ReloadPropagatedFrom"):
        assert f"{bond}=minutes-site.service" in desk


def test_a_service_may_give_way_to_readers_and_choose_nothing_else_of_its_resources() -> None:
    for each in UNITS:
        told = re.findall("^SystemCallFilter=(.*)$", each.read_text("utf-8"), re.M)
        assert told == ["@system-service", "~@privileged @resources", "setpriority"], each.name


def test_nginx_tells_nothing_of_a_request_but_faults_of_the_machine() -> None:
    told = crossplane.parse(str(DEPLOY / "nginx/minutes.conf"), check_ctx=False)["config"][0]
    (server,) = (part["block"] for part in told["parsed"] if part["directive"] == "server")
    logs = {
        part["directive"]: part["args"] for part in server if part["directive"].endswith("_log")
    }
    assert logs["access_log"] == ["off"]
    assert logs["error_log"][1:] == ["crit"]


def test_only_containers_in_which_a_site_answers_are_asked_whether_it_does() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    ours = {name: one for name, one in services.items() if one.get("image") == "minutes"}
    asked = {name for name, one in ours.items() if "healthcheck" not in one}
    assert asked == {
        name for name, one in ours.items() if "command" not in one
    }  # the image's: gunicorn
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (check,) = re.findall(r'^    CMD \["python", "-c", "(.+)"\]$', image, re.M)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-c", check],
        env=os.environ | {"MINUTES_BIND": f"0.0.0.0:{port}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (
        "Connection refused" in done.stderr
    )  # it asks where this one listens, and is heard to fail


def test_the_indexer_s_container_makes_the_downloads_beforehand_again_and_again(
    tmp_path: Path,
) -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    *shell, command = services["indexer"]["command"]
    programs = {
        "minutes": 'echo "$@" >> told; test $(wc -l < told) -lt 6',
        "timeout": 'shift; "$@"; exit 124',
    }
    for name, does in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [*shell, command.replace("$$", "$")],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        check=False,
        timeout=60,
    )
    assert (
        done.returncode == 1
    )  # an index that cannot be made is tried anew by whoever keeps the container
    told = (tmp_path / "told").read_text("utf-8").splitlines()
    assert told[:4] == ["index --exports", "watch", "index --exports", "watch"]
