"""Finds a Chromium that starts on this machine, or installs one and says so on stderr."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from filelock import FileLock

# The headless shell first: it draws the same pages without a window around them, for half of the
# processor's time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
INSTALL_SECONDS = 600

ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB, less than a long record takes
    # A page that asks for a third party gets no answer, and its test says so.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


class NoChromium(Exception):
    """No Chromium starts here, and none could be installed; the text says what was tried."""


def find_or_install(playwrights_own: str) -> str:
    """The path of a Chromium that starts. `playwrights_own` is where Playwright keeps its own.

    Raises NoChromium when there is none and every way to install one failed.
    """
    with FileLock(Path(tempfile.gettempdir()) / f"minutes-chromium-{os.getuid()}.lock"):
        if found := find(playwrights_own):
            return found
        failures = []
        for commands in ways_to_install():
            failures += [failure for command in commands if (failure := run(command))]
            if found := find(playwrights_own):
                say(f"using {found}")
                return found
    raise NoChromium(
        "The browser tests need Chromium, and none that starts was found or could be installed.\n"
        "Install it (Debian: apt-get install chromium-headless-shell fonts-noto-cjk) or set "
        "PLAYWRIGHT_CHROMIUM.\n"
        "瀏覽器測試需要 Chromium：請先安裝，或以 PLAYWRIGHT_CHROMIUM 指定其位置。\n"
        + "\n".join(failures)
    )


def find(playwrights_own: str) -> str | None:
    """The first Chromium that starts, of those that are named, on the PATH, or Playwright's."""
    if named := os.environ.get("PLAYWRIGHT_CHROMIUM"):
        if not starts(named):
            raise NoChromium(f"PLAYWRIGHT_CHROMIUM={named} does not start")
        return named
    on_path = filter(None, map(shutil.which, NAMES))
    return next(
        filter(starts, [*on_path, *playwrights_shells(playwrights_own), playwrights_own]), None
    )


def playwrights_shells(playwrights_own: str) -> list[str]:
    """The headless shells in Playwright's cache, which keeps its Chromium in `<cache>/chromium-N/…`."""
    for folder in Path(playwrights_own).parents:
        if folder.name.startswith("chromium-"):
            shells = folder.parent.glob("chromium_headless_shell-*/*/*headless?shell*")
            return sorted(map(str, shells))
    return []


def starts(path: str) -> bool:
    """Whether the program runs; some systems ship a `chromium-browser` that only prints advice."""
    if not Path(path).is_file():
        return False
    try:
        done = subprocess.run(
            [path, "--version", "--no-sandbox"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def ways_to_install() -> Iterator[list[list[str]]]:
    """Command lists to try in turn: Playwright's download, then the system's package."""
    yield [[sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]]
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not shutil.which("sudo"):
        return
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    install = [*apt, "install", "-y", "--no-install-recommends", "fonts-noto-cjk"]
    yield [[*apt, "update"], [*install, "chromium-headless-shell"]]
    yield [[*install, "chromium"]]  # where there is no package of the shell
    # Where the system's package is a stub (Ubuntu), Playwright's Chromium lacked libraries only.
    yield [[*root, sys.executable, "-m", "playwright", "install-deps", "chromium"]]


def run(command: Sequence[str]) -> str | None:
    """Runs an install command in sight of the person; returns why it failed, or None."""
    line = " ".join(command)
    say(f"no Chromium yet, running: {line}")
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.__stderr__,
            stderr=sys.__stderr__,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{line}: {error}"
    return f"{line}: exit code {done.returncode}" if done.returncode else None


def say(text: str) -> None:
    """Tells the person who waits; pytest holds back what goes to sys.stderr."""
    sys.__stderr__.write(f"browser tests: {text}\n") if sys.__stderr__ else None
