"""The old Word format (.doc), turned into OpenDocument by LibreOffice where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.readers.drafting.outcome import Imported, ImportProblem
from pipeline.readers.formats.odt import read_odt

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 60  # a first start of LibreOffice takes ten
_LARGEST = 64 * 1024 * 1024  # bytes of the file that it makes


def read_doc(data: bytes, filename: str) -> Imported:
    """The transcript in an old Word file.

    ImportProblem `encrypted` for one with a password (a .docx with one looks the same from outside),
    `unknown-format` where there is no LibreOffice, `damaged` where it makes nothing of the file.
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ImportProblem(
            "encrypted",
            "這個檔案有密碼保護。請在 Word 裡移除密碼再試。",
            "This file is protected by a password. Remove it in Word and try again.",
        )
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise ImportProblem(
            "unknown-format",
            "這是舊的 Word 格式（.doc），這臺電腦沒有 LibreOffice 可以讀取。"
            "請用 Word 或 LibreOffice 開啟，「另存新檔」選 .docx 或 .odt，再匯入那個檔案。",
            "This is the old Word format (.doc), and this machine has no LibreOffice to read it. "
            "Open it in Word or LibreOffice, save it as .docx or .odt, and import that.",
        )
    return read_odt(_converted(program, data), filename)


def _converted(program: str, data: bytes) -> bytes:
    """The file as .odt, made in a folder of its own with a profile of its own, and no macros."""
    with tempfile.TemporaryDirectory(prefix="minutes-doc-") as name:
        folder = Path(name)
        (folder / "in.doc").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "odt",
        ]
        try:
            subprocess.run(  # noqa: S603 (a fixed command; the file's name is ours)
                [*command, "--outdir", name, str(folder / "in.doc")],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
            made = folder / "in.odt"
            return made.read_bytes() if made.stat().st_size <= _LARGEST else b""
        except (subprocess.SubprocessError, OSError) as error:
            raise ImportProblem(
                "damaged",
                "LibreOffice 無法讀取這個 .doc 檔。請用 Word 開啟，另存為 .docx 後再試。",
                "LibreOffice cannot read this .doc file. Open it in Word, save it as .docx, and try that.",
            ) from error
