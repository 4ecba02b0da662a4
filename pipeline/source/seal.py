"""Seals on what this program writes into its own data folder and reads again: what was damaged, or was
written by somebody else, is not believed. The key lies in that folder, for its keeper's eyes alone."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
from functools import partial
from io import BufferedReader
from pathlib import Path

from minutes import plain_files
from pipeline.source import safe_write

KEY_FILE = "key"
_KEY_BYTES = 32
_MARK_BYTES = 16


def key_of(data: Path) -> bytes | None:
    """The key of a data folder; None where there is none that can be used."""
    try:
        key = plain_files.read(data, KEY_FILE, _KEY_BYTES + 1)
    except (OSError, plain_files.FolderMissing):
        return None
    return key if len(key) == _KEY_BYTES else None


def make_key(data: Path) -> bytes:
    """The key of a data folder, made where there is none."""
    key = key_of(data)
    if key is not None:
        return key
    file = data / KEY_FILE
    with contextlib.suppress(FileExistsError):
        safe_write.create(file, secrets.token_bytes(_KEY_BYTES))
    key = key_of(data)
    if key is None:  # there was one, and it is damaged: what it sealed is lost with it
        key = secrets.token_bytes(_KEY_BYTES)
        safe_write.replace_file(file, key)
    file.chmod(0o600)
    return key


def write(data: Path, file: Path, content: bytes) -> None:
    """Write a file, and its seal beside it."""
    safe_write.replace_file(file, content)
    safe_write.replace_file(seal_of(file), _mark(make_key(data), content))


def read(data: Path, file: Path) -> bytes | None:
    """A file's content; None where it is not as it was written. Raises `OSError`."""
    content, mark = file.read_bytes(), seal_of(file).read_bytes()
    key = key_of(data)
    return content if key and hmac.compare_digest(mark, _mark(key, content)) else None


def seal_of(file: Path) -> Path:
    """Where the seal of a file lies."""
    return file.with_name(f"{file.name}.seal")


def checksum(content: bytes | memoryview) -> str:
    """A short mark of some bytes, to be kept under a seal."""
    return hashlib.blake2b(content, digest_size=_MARK_BYTES).hexdigest()


def checksum_of(stream: BufferedReader) -> str:
    """The same mark of all that a file holds."""
    digest = hashlib.file_digest(stream, partial(hashlib.blake2b, digest_size=_MARK_BYTES))
    return digest.hexdigest()


def _mark(key: bytes, content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_MARK_BYTES, key=key).hexdigest().encode()
