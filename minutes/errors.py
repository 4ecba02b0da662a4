"""The errors that a caller may want to catch. Bad transcripts are not errors: they are `Problem`s."""


class MinutesError(Exception):
    """Root of all errors of this project that have a message for the person at the keyboard. It may hold `names` that
    others gave to their files and records: these are not for a page that everybody reads. It is worded in English
    (`en`) and Chinese (`zh`): a command tells one of them, a log and what is kept for others to read both. Where `zh` is
    not given, the message (what git says, for instance) stands for both."""

    def __init__(self, message: str = "", *names: str, zh: str = "") -> None:
        super().__init__(" ".join(filter(None, (message, zh))))
        self.names = names
        self.en = message
        self.zh = zh or message


# What keeps the work on strangers' files from being done: told where it can be, or a fault of the program.
FAULTS = (MinutesError, OSError, ValueError, RecursionError)


def told_of(error: Exception) -> str:
    """What may be told of an error; of a fault of the program its kind alone, for its words may be of anything."""
    return str(error) if isinstance(error, MinutesError | OSError) else type(error).__name__


class SettingsError(MinutesError):
    """The archive's settings, registries or folders cannot be used as they are."""


def reason_of(error: OSError) -> str:
    """What the system says of a file, or else what kind of error it is."""
    return error.strerror or type(error).__name__


class IndexMissing(MinutesError):
    """There is no usable index in the data folder yet."""


class IndexDamaged(IndexMissing):
    """The index is not as it was written: rather none of it is shown than something wrong."""
