"""nginx in front of a site, with the file of `deploy/` but for ports and folders."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def proxied(site: int, desk: int, port: int, folder: Path) -> Iterator[None]:
    """nginx at `port` before a site and its desk at theirs, for as long as the block runs."""
    assert NGINX, "there is no nginx on this machine"
    folder.mkdir()
    with subprocess.Popen(
        [NGINX, "-c", str(_configured(site, desk, port, folder)), "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def _configured(site: int, desk: int, port: int, folder: Path) -> Path:
    told = (ROOT / "deploy/nginx/minutes.conf").read_text("utf-8")
    for here, there in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
        ("127.0.0.1:8001", f"127.0.0.1:{desk}"),
        ("/var/cache/nginx", str(folder)),
    ):
        assert here in told, here
        told = told.replace(here, there)
    (folder / "minutes.conf").write_text(told, "utf-8")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in _TEMPORARY)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"user {getpass.getuser()};\npid {folder}/pid;\nerror_log /dev/null;\nevents {{}}\n"
        f"http {{\n{temporary}include {folder}/minutes.conf;\n}}\n",
        "utf-8",
    )
    return whole
