"""What an archive says of itself (`archive.yaml`), and where its folders lie."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    TypeAdapter,
)

from minutes.errors import SettingsError
from minutes.records.front_matter import Bilingual, Listed, Words
from minutes.yaml_text import reading
from minutes.yaml_text.validating import read_settings, unfit_value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise unfit_value("there is no such time zone", zh="沒有這個時區") from error
    return name


def _base_url(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise unfit_value(
            "must be an address such as https://minutes.example.tw",
            zh="請寫網址，例如 https://minutes.example.tw",
        )
    return url.rstrip("/")


def _repository(address: str) -> str:
    """A repository's page: it is linked to from everywhere, and may be told a token by its own host."""
    if not address:
        return ""
    parts = urlsplit(address)
    odd = any((parts.query, parts.fragment, parts.username, parts.password))
    if not _HTTPS.fullmatch(address) or not parts.hostname or odd:
        raise unfit_value(
            "must be the https address of a repository's page, such as https://github.com/OWNER/NAME",
            zh="請寫儲存庫網頁的 https 網址，例如 https://github.com/OWNER/NAME",
        )
    return address.rstrip("/").removesuffix(".git")


def _branch(name: str) -> str:
    if not _BRANCH.fullmatch(name) or ".." in name:
        raise unfit_value(
            "must be the name of a branch, such as main", zh="請寫分支的名稱，例如 main"
        )
    return name


# A host in letters, digits, dots and hyphens: what else stands there is read by a browser, by this program
# and by a person as three different hosts (`https://evil.example\.github.com/`), or ends a policy (`;`).
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-\[\]-~]*)?")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}")
RepositoryPage = Annotated[str, Field(max_length=500), AfterValidator(_repository)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{1,8}$")]
Codes = Annotated[tuple[Code, ...], Listed, Field(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """The codes by which a government body files its pages (行政機關電子資料流通詮釋資料及分類檢索規範):
    theme 主題分類, cake 施政分類, service 服務分類."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    theme: Codes = ()
    cake: Codes = ()
    service: Codes = ()


# What `pipeline.engines.registry` has.
EngineName = Literal["whoosh", "memory", "tantivy", "opensearch"]
# Programs that keep repositories and whose addresses `webapp.links.repositories` knows; Forgejo is as Gitea.
Host = Literal["github", "gitlab", "gitea"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """The archive's own settings, one field a line of `archive.yaml`.

    `report` is where "report an error" leads: a mail address or the address of a form or
    repository's issues page; without it the contact is used. `repository` and `drafts_repository` are
    the pages of the repositories in which records and drafts lie, on `branch`; `host` says whose
    program keeps them where their names do not tell; with `pull_requests` the desk offers to hand over by
    its API. `public_repository` says that a
    commit to this folder is already a publication. `engine` names what keeps the index.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    name: Words = Bilingual(zh="會議紀錄", en="Meeting records")
    base_url: Annotated[str | None, AfterValidator(_base_url)] = None
    publisher: Words = Bilingual()
    description: Words = Bilingual()
    contact: str = ""
    report: str = ""
    repository: RepositoryPage = ""
    drafts_repository: RepositoryPage = ""
    branch: Annotated[str, AfterValidator(_branch)] = "main"
    host: Host | None = None
    pull_requests: bool = False
    licence: str = "CC0-1.0"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Taipei"
    languages: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1)] = ("zh", "en")
    public_repository: bool = False
    prepare: bool | None = None
    category: Category = Category()
    engine: EngineName = "whoosh"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


ARCHIVE_SETTINGS: TypeAdapter[ArchiveSettings] = TypeAdapter(ArchiveSettings)
SETTINGS_FILE = "archive.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where one archive lives on this machine, and what it says of itself."""

    transcripts: Path
    data: Path
    drafts: Path | None = None
    archive: ArchiveSettings = ArchiveSettings()

    def home(self, *, draft: bool) -> Path:
        """The folder in which a record lies: the transcripts, or the private one for drafts."""
        return self.drafts if draft and self.drafts else self.transcripts

    @property
    def homes(self) -> tuple[Path, ...]:
        """Every folder that holds records: the transcripts, and the drafts where there are any."""
        return (self.transcripts, self.drafts) if self.drafts else (self.transcripts,)


def load_archive(folder: Path) -> ArchiveSettings:
    """The settings in `folder/archive.yaml`, the defaults where there is no such file.

    Raises `SettingsError` with file, line and reason.
    """
    try:
        return read_settings(folder, SETTINGS_FILE, _settings, ArchiveSettings)
    except FileNotFoundError:
        return ArchiveSettings()


def _settings(loaded: reading.Loaded) -> ArchiveSettings:
    return ARCHIVE_SETTINGS.validate_python({} if loaded.value is None else loaded.value)


def load(
    transcripts: str | os.PathLike[str] | None = None,
    data: str | os.PathLike[str] | None = None,
    drafts: str | os.PathLike[str] | None = None,
) -> Settings:
    """Settings from arguments, then `MINUTES_TRANSCRIPTS`, `MINUTES_DATA` and `MINUTES_DRAFTS`.

    Raises `SettingsError` where a folder does not exist, the drafts are not apart from the
    transcripts, or the archive's settings are bad.
    """
    folder = Path(_given(transcripts, "MINUTES_TRANSCRIPTS", "transcripts")).resolve()
    require_transcripts(folder)
    private = _given(drafts, "MINUTES_DRAFTS")
    return Settings(
        transcripts=folder,
        data=Path(_given(data, "MINUTES_DATA", default_data(folder))).resolve(),
        drafts=drafts_folder(private, folder) if private else None,
        archive=load_archive(folder),
    )


_Folder = str | os.PathLike[str]


def _given(folder: _Folder | None, variable: str, otherwise: _Folder = "") -> _Folder:
    """A folder as an argument gives it, or else the environment."""
    return folder or os.environ.get(variable) or otherwise


def require_transcripts(folder: Path) -> None:
    """Raise `SettingsError` where there is no folder of transcripts."""
    if folder.is_dir():
        return
    if folder.exists():
        raise SettingsError(
            f"{folder}: that is a file, not a folder of transcripts",
            zh=f"{folder}：這是檔案，不是逐字稿資料夾",
        )
    raise SettingsError(
        f"{folder}: there is no such folder of transcripts; `minutes init {folder}` makes one",
        zh=f"{folder}：找不到逐字稿資料夾；可用 minutes init {folder} 建立",
    )


def drafts_folder(given: str | os.PathLike[str], transcripts: Path) -> Path:
    """The private folder of drafts, absolute.

    Raises `SettingsError` where it is no folder, and where it and the public folder lie in one
    another: what is committed there would be published before its time.
    """
    folder, public = Path(given).resolve(), transcripts.resolve()
    if not folder.exists():
        raise SettingsError(
            f"{folder}: there is no such folder of drafts; make it first, or put --drafts or MINUTES_DRAFTS right",
            zh=f"{folder}：找不到草稿資料夾；請先建立，或更正 --drafts、MINUTES_DRAFTS",
        )
    if not folder.is_dir():
        raise SettingsError(
            f"{folder}: --drafts or MINUTES_DRAFTS names a file, not a folder",
            zh=f"{folder}：草稿資料夾不能是檔案",
        )
    if folder.is_relative_to(public) or public.is_relative_to(folder):
        raise SettingsError(
            f"{folder}: drafts need a private folder of their own, beside the public {public}",
            zh=f"{folder}：草稿資料夾要放在公開的逐字稿資料夾之外，兩者不能互相包含",
        )
    return folder


def default_data(transcripts: Path) -> Path:
    """A folder of its own in the user's cache for the archive in `transcripts`."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    mark = hashlib.sha256(os.fsencode(transcripts)).hexdigest()[:12]
    return Path(root) / "minutes" / f"{transcripts.name}-{mark}"
