"""How the site runs day and night: `gunicorn -c deploy/gunicorn.conf.py 'webapp:create_app()'`.

Everything can be set from the environment; the values here suit two cores and some thousand records.
"""

import os
from pathlib import Path

bind = os.environ.get("MINUTES_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("MINUTES_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("MINUTES_THREADS", "8"))
timeout = (
    40  # seconds: longer than the 20 that /prepare may take for a file, shorter than a proxy waits
)
graceful_timeout = 30  # what is being answered when the site is reloaded is answered to its end
keepalive = 5
max_requests = 20_000  # a worker is replaced before anything that it keeps can pile up
max_requests_jitter = 2_000  # not all at the same moment
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (a heartbeat, not a secret)
accesslog = None  # see MINUTES_LOG: no addresses of readers by default
control_socket_disable = True  # the site is reloaded by signal; nothing else needs to talk to it


def pre_fork(server, worker):
    """Give each worker the lowest place that is free; its metrics are kept under that name."""
    taken = {getattr(other, "place", None) for other in server.WORKERS.values()}
    worker.place = next(n for n in range(len(taken) + 1) if n not in taken)


def post_fork(server, worker):
    os.environ["MINUTES_WORKER"] = str(worker.place)
