"""A folder of transcripts and the commands run on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from webapp.commands.main import main

RECORD = """# 2018-03-05 開放政府 PO 第十三次月會

> （上午十時）

### 王小明：
大家好，\\*今天\\* 談 R&amp;D 與公園。

## 報告

### Alex Sample:

### 李小華
我反對。
"""
NAME = "2018-03-05-開放政府-PO-第十三次月會"


class Archive:
    """A folder of transcripts and the commands run on it."""

    def __init__(self, transcripts: Path, data: Path) -> None:
        self.transcripts, self.data = transcripts, data

    def run(self, command: str, *words: str) -> Result:
        places = ["--transcripts", str(self.transcripts), "--data", str(self.data)]
        return CliRunner().invoke(main, [command, *places, *words])

    def json(self, command: str, *words: str) -> Any:
        result = self.run(command, *words)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def show(self, *words: str) -> list[dict[str, Any]]:
        result = self.run("show", "--json", *words)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]
