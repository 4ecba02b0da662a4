"""The errors that a caller may want to catch. Bad transcripts are not errors: they are `Problem`s."""

from minutes.yamlfaults import explain


class MinutesError(Exception):
    """Root of all errors of this project that have a message for the person at the keyboard."""


class SettingsError(MinutesError):
    """The archive's settings, registries or folders cannot be used as they are."""


class UnreadableYaml(MinutesError):
    """A YAML text that cannot be read. `line` is 1-based within that text; `zh` and `en` say why."""

    def __init__(self, reason: str, line: int = 1, words: tuple[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.zh, self.en = words or explain(reason)


class IndexMissing(MinutesError):
    """There is no usable index in the data folder yet."""
