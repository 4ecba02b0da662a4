"""One run: readers, and beside them what disturbs a site in an ordinary week."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.archive.archive import Archive
from tests.load.readers import Answers, Pages, Readers
from tests.load.site import Site

RELOADS = (0.25, 0.5, 0.75)
"""At which shares of the time the site is reloaded."""
KILL = 0.6
"""At which share of the time a worker is killed."""
WARM = 0.2
"""After which share of the time its memory is taken for what it needs."""


@dataclass
class Run:
    """What came of it: the answers, bytes of memory when warm and at the end, what was done, and how many
    seconds of the processor each party took."""

    answers: Answers
    warm: int = 0
    end: int = 0
    done: dict[str, int] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

    @property
    def growth(self) -> float:
        return self.end / self.warm - 1 if self.warm else 0.0

    def rows(self) -> list[tuple[str, str]]:
        """The figures by name."""
        told = self.answers
        return [
            ("requests", f"{told.asked:,}"),
            ("statuses", ", ".join(f"{s}: {n:,}" for s, n in sorted(told.statuses.items()))),
            ("answers other than 2xx, 3xx, 404", str(told.faults)),
            ("connections broken off", str(told.broken)),
            ("p50", f"{told.percentile(50):.0f} ms"),
            ("p95", f"{told.percentile(95):.0f} ms"),
            ("p99", f"{told.percentile(99):.0f} ms"),
            ("memory, warm", f"{self.warm / 1e6:.0f} MB"),
            ("memory, at the end", f"{self.end / 1e6:.0f} MB ({self.growth:+.0%})"),
            *((name, str(number)) for name, number in self.done.items()),
            *((f"processor, {who}", f"{took:.0f} s") for who, took in self.processor.items()),
        ]


def pages(site: Site) -> Pages:
    """The pages of a site's archive."""
    view = Archive(site.settings).view()
    meetings = [m.id for m in view.public.meetings]
    documents = (view.document(m) for m in view.public.meetings[:50])
    speeches = [i.id for d in documents for i in d.items[:5] if i.type == "speech"]
    return Pages(meetings, speeches)


def run(site: Site, seconds: float, rate: float, index_every: float) -> Run:
    """Readers at `rate` a second for so many seconds, with a re-index every `index_every`, the reloads
    and the kill."""
    readers = Readers(site.port, pages(site))
    made = Run(readers.answers, done={"indexed": 0, "reloaded": 0, "workers killed": 0})
    ended = threading.Event()

    def remember(name: str, act: Callable[[], None]) -> None:
        act()
        made.done[name] += 1

    def measure() -> None:
        made.warm = site.memory()

    moments: list[tuple[float, Callable[[], None]]] = [(WARM * seconds, measure)]
    moments += [(s * seconds, lambda: remember("reloaded", site.reload)) for s in RELOADS]
    moments.append((KILL * seconds, lambda: remember("workers killed", site.kill_a_worker)))

    def disturb() -> None:
        began = time.monotonic()
        for moment, act in sorted(moments, key=lambda m: m[0]):
            if ended.wait(max(0.0, began + moment - time.monotonic())):
                return
            act()

    def change() -> None:
        while not ended.wait(index_every):
            remember("indexed", lambda: site.change_a_record(made.done["indexed"]))

    threads = [threading.Thread(target=disturb), threading.Thread(target=change)]
    before = _processor(site)
    for thread in threads:
        thread.start()
    readers.read(seconds, rate)
    made.end = site.memory()
    ended.set()
    for thread in threads:
        thread.join()
    made.processor = {who: took - before[who] for who, took in _processor(site).items()}
    return made


def _processor(site: Site) -> dict[str, float]:
    """Seconds of the processor's time by who took them until now."""
    readers, index = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return {
        "site": site.seconds(),
        "index": index.ru_utime + index.ru_stime,
        "readers": readers.ru_utime + readers.ru_stime,
    }
