"""What somebody types to name a record: its id, an address of it, or a name that it had before."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from minutes.addresses.redirects import Redirects, fold_address, slug
from pipeline.history.ledger import Ledger


def path_of(address: str) -> str:
    """An address of the site without host, query and percent signs; anything else as it is."""
    text = address.strip()
    if "://" not in text:
        return text
    parts = urlsplit(text)
    anchor = f"#{parts.fragment.partition(':~:')[0]}" if parts.fragment else ""
    return unquote(parts.path) + anchor


def record_of(
    typed: str, names: Collection[str], redirects: Redirects, history: Ledger
) -> str | None:
    """The one of the records `names` that is meant; None where there is none, or more than one."""
    if typed in names:
        return typed
    table = {slug(ident): ident for ident in names} | {
        fold_address(ident): ident for ident in names
    }
    return redirects.resolve(typed, table.get) or _renamed(typed, names, history)


def _renamed(typed: str, names: Collection[str], history: Ledger) -> str | None:
    """The one record that bore a name once, as history tells: the site leads readers there, too."""
    lives = history.lives_of(typed)
    found = {life.stems[-1] for life in lives if not life.gone} & set(names)
    return found.pop() if len(found) == 1 else None
