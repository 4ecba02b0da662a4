"""What is raised where YAML cannot be read."""

from __future__ import annotations

from minutes.errors import MinutesError
from minutes.yaml_text.faults import explain


class UnreadableYaml(MinutesError):
    """A YAML text that cannot be read. `line` is 1-based within that text; `zh` and `en` say why."""

    def __init__(self, reason: str, line: int = 1, words: tuple[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.zh, self.en = words or explain(reason)
