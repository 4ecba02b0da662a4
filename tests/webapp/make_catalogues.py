"""Brings the catalogues up to date with the messages in code and templates: run

    python -m tests.webapp.make_catalogues [NEW]

Translations that are there stay; messages that are no longer used go; `NEW` is a file of lines
`message<TAB>Chinese` for new ones. What has no translation yet is listed.
"""

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.webapp.test_site_language import used_messages
from webapp.i18n.language import CATALOGUES, FOLDERS

# A fixed day: the same messages make the same file.
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def known(lang: str) -> dict[str, str]:
    """The translations of a language that are there, by the (first) message."""
    path = CATALOGUES / FOLDERS[lang] / "LC_MESSAGES" / "messages.po"  # type: ignore[index]  # its own keys
    found = {}
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                first = message.id if isinstance(message.id, str) else message.id[0]
                found[first] = (
                    message.string if isinstance(message.string, str) else message.string[0]
                )
    return found


def main(new: dict[str, str]) -> int:
    """Writes both catalogues; the number of messages without a translation."""
    messages = used_messages()
    chinese = known("zh") | new
    for lang, folder in FOLDERS.items():
        catalogue = Catalog(locale=folder, project="minutes-archive", version="1", fuzzy=False)
        catalogue.header_comment = "# The words of the interface. 介面文字。"
        catalogue.creation_date = catalogue.revision_date = DAY
        for one, many in sorted(messages.items()):
            said = chinese.get(one, "")
            if many is None:
                catalogue.add(one, said if lang == "zh" else one)
            else:
                catalogue.add((one, many), (said,) if lang == "zh" else (one, many))
        text = io.BytesIO()
        write_po(text, catalogue, width=100, sort_output=True)
        (CATALOGUES / folder / "LC_MESSAGES" / "messages.po").write_bytes(text.getvalue())
    missing = [one for one in messages if not chinese.get(one)]
    sys.stdout.write("".join(f"{one}\n" for one in missing))
    return len(missing)


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if sys.argv[1:] else []
    sys.exit(bool(main(dict(line.split("\t", 1) for line in lines if "\t" in line))))
