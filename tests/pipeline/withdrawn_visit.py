"""A record with a speech that somebody wants withdrawn, and pieces to make others of."""

import datetime as dt
from pathlib import Path

from hypothesis import strategies as st

from minutes.records import document

NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
ID = "2026-03-02-示範參訪"
SECRET = "這一段提到了不該公開的獨角獸計畫細節，請求撤下。"  # noqa: S105 (words, not a password)
OTHER = "這一段與前後無關，網址應該維持原樣，不受撤下影響。"
HEAD = "---\ntitle: 示範參訪\ndate: 2026-03-02\ntier: other\nkind: visit\n"


def body(*extra: str) -> str:
    return (
        "\n\n".join(
            ["# 2026-03-02 示範參訪", f"### 王範例：\n{OTHER}", f"### 李樣本：\n{SECRET}", *extra]
        )
        + "\n"
    )


def ids(text: str) -> dict[str, str]:
    return {i.text: i.id for i in document.parse(text).items}


def everything(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


PIECES = st.sampled_from(
    [
        "### 王範例：",
        "### 李樣本:",
        "說了一段話，還有另一段話。",
        "好。",
        "> （鼓掌）",
        "> 引文",
        "## 討論",
        "- 一\n- 二",
        "```\n程式\n```",
        "<!-- 註 -->",
        "\n",
        "---",
        "#標籤 文字",
        "兩行\n文字",
        "### 沒有冒號",
    ]
)
