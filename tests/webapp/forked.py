"""The main program of a fork server for tests: what each task says is done in a copy of it."""

import json
import os
import resource
import time

from webapp.pages.editing import fork_server

_seen: list[str] = []


def work(task: bytes) -> bytes:
    """Do what the task says; the answer tells of the process that did it."""
    said = task.decode()
    _seen.append(said)
    match said:
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "eat":
            bytearray(1 << 30)
        case "fail":
            raise LookupError("王範例 0912")
        case "die":
            os.kill(os.getppid(), 9)
    told = {
        "task": said[:20],
        "length": len(said),
        "seen": len(_seen),
        "parent": os.getppid(),
        "environment": sorted(os.environ),
    }
    return json.dumps(told).encode()


def bound() -> None:
    """Little memory, little time."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))


if __name__ == "__main__":
    fork_server.serve(work, bound)
