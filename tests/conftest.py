"""What all tests share: archives to read, a folder to write one, and closed surroundings."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.updates import after_indexing
from tests import invented

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# The same examples on every run: a red test is red for everyone, and a green one stays green.
settings.register_profile("ci", derandomize=True, max_examples=40, deadline=None, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None, database=None)
settings.load_profile("ci")


Once = Callable[[str, Callable[[Path], None]], Path]

# Ten minutes were measured on two cores with a load of 15.
INDEXING_SECONDS = 1_800

# A test that asks for one of these, directly or through another fixture, carries the mark.
MARKS = {"chromium": "browser", "corpus": "corpus", "akn": "corpus"}
SLOW_FILES = frozenset((ROOT / "tests" / "slow_files.txt").read_text("utf-8").splitlines())


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser, real records or long, so that `make quick` can leave it out.

    Whichever test asks for real records first waits until they are indexed.
    """
    for item in items:
        for name in MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKS[name])
        if item.path.relative_to(ROOT).as_posix() in SLOW_FILES:
            item.add_marker("slow")
        if item.get_closest_marker("corpus"):
            item.add_marker(pytest.mark.timeout(INDEXING_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Ten thousand tests stay in memory to the end: no garbage is looked for among them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@dataclass(frozen=True, slots=True)
class Transcripts:
    """A folder of transcripts under construction."""

    path: Path

    def write(self, name: str, text: str | bytes) -> Path:
        """The file `name` below the folder, holding exactly these characters (UTF-8) or bytes."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def __fspath__(self) -> str:
        return str(self.path)


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of whoever runs the tests reaches them, and nothing lands in their cache."""
    with pytest.MonkeyPatch.context() as patch:
        spoken = {"LANGUAGE", "LC_ALL", "LC_MESSAGES"}
        for name in [name for name in os.environ if name.startswith("MINUTES_") or name in spoken]:
            patch.delenv(name)
        if sys.platform == "linux" and "PLAYWRIGHT_BROWSERS_PATH" not in os.environ:
            cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
            patch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(cache / "ms-playwright"))
        patch.setenv("LANG", "C.UTF-8")  # commands speak English unless a test asks for Chinese
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, kept for all the sites that one test process makes."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Hundreds of tests make a site of their own: half a second each went into its templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Each site compiles two hundred addresses, which is most of the work of making it; one made of the
    same words with the same defaults is compiled to the same."""
    kept: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compiled = Rule._compile_builder

    def kept_or_compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple((rule.defaults or {}).items())
        key = (rule.rule, defaults, append_unknown, *rule._trace)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", kept_or_compiled)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)` is a folder that `make(folder)` fills one time for all test processes.

    For what is dear to make and only read afterwards, such as the index of a large archive. Where
    `TESTS_ONCE` names a folder, several runs of pytest share it: `make test` is two.
    """
    base = Path(os.environ.get("TESTS_ONCE") or tmp_path_factory.getbasetemp())
    if "PYTEST_XDIST_WORKER" in os.environ and "TESTS_ONCE" not in os.environ:
        base = base.parent

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = base / f"once-{name}", base / f"once-{name}.done"
        with FileLock(base / f"once-{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of one who did not get to the end
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def corpus() -> Path:
    """A large folder of real transcripts that lies beside the repository, not in it."""
    return _beside_the_repository("corpus")


@pytest.fixture(scope="session")
def akn() -> Path:
    """Real transcripts as Akoma Ntoso, beside the repository."""
    return _beside_the_repository("akn")


@pytest.fixture(scope="session")
def corpus_settings(corpus: Path, once: Once) -> Settings:
    """The large real archive with its index, and with its trails worked out ahead."""

    def index(data: Path) -> None:
        where = archive_settings.load(corpus, data)
        after_indexing.refresh(where)

    return archive_settings.load(corpus, once("corpus-index", index))


@pytest.fixture(scope="session")
def corpus_archive(corpus_settings: Settings) -> Archive:
    """The large real archive, opened once in each test process; its views share what they made."""
    return Archive(corpus_settings)


@pytest.fixture(scope="session")
def corpus_view(corpus_archive: Archive) -> View:
    """The large real archive as the public sees it now."""
    return corpus_archive.view()


@pytest.fixture(scope="session")
def invented_view(once: Once) -> View:
    """An archive of invented cases that behaves as the large real one, indexed."""

    def make(folder: Path) -> None:
        (folder / "transcripts").mkdir()
        invented.write(folder / "transcripts")
        indexer.refresh(archive_settings.load(folder / "transcripts", folder / "data"), jobs=1)

    home = once("invented", make)
    return Archive(archive_settings.load(home / "transcripts", home / "data")).view()


def _beside_the_repository(name: str) -> Path:
    if not SHARED.exists():
        pytest.skip(f"needs real records, which are no part of the repository: {SHARED}")
    folder = SHARED / name
    assert folder.is_dir(), f"{SHARED} is there, but {folder} is not"
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample archive that the repository ships. Tests read it and never write to it."""
    return ROOT / "transcripts"


@pytest.fixture(scope="session")
def sample_settings(sample: Path, once: Once) -> Settings:
    """The sample archive with its index, made once and only read."""

    def index(data: Path) -> None:
        indexer.refresh(archive_settings.load(sample, data), jobs=1)

    return archive_settings.load(sample, once("sample-index", index))


@pytest.fixture
def transcripts(tmp_path: Path) -> Transcripts:
    """An empty folder for transcripts, with `.path` and `.write(name, text)`."""
    folder = tmp_path / "transcripts"
    folder.mkdir()
    return Transcripts(folder)
