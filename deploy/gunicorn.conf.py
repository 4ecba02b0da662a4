"""How the site runs day and night: `gunicorn -c deploy/gunicorn.conf.py 'webapp:create_app()'`.

Everything can be set from the environment; the values here suit two cores and some thousand records.
"""

import atexit
import os
import re
import shutil
import sys
import tempfile
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
# A worker is ready as soon as it is there, and shares what all of them have read.
preload_app = True
accesslog = None  # see MINUTES_LOG: no addresses of readers by default
control_socket_disable = True  # the site is reloaded by signal; nothing else needs to talk to it


def _is_running(master):
    try:
        os.kill(int(master), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:
        return True
    return True


# What workers share of finished answers lies in memory, goes with the service, and outlives a reload.
if "MINUTES_PAGES" not in os.environ:
    _master, _memory = os.getpid(), worker_tmp_dir or tempfile.gettempdir()
    for left in Path(_memory).glob("minutes-pages-*-*"):
        # Anybody may put a folder there, under any name.
        if left.lstat().st_uid == os.geteuid() and not _is_running(left.name.split("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
    _pages = tempfile.mkdtemp(prefix=f"minutes-pages-{_master}-", dir=_memory)
    os.environ["MINUTES_PAGES"] = _pages

    @atexit.register
    def forget_pages():
        """The folder of shared pages goes with the process that made it."""
        if os.getpid() == _master:
            shutil.rmtree(_pages, ignore_errors=True)


# What gunicorn tells of a request that it could not take, before it says who asked, and for what.
_OF_A_READER = re.compile(r"(Invalid request|Error handling request)\b.*", re.S)


def without_readers(record):
    """A line of gunicorn's log without addresses of readers and their words."""
    told = _OF_A_READER.fullmatch(record.getMessage())
    if told:
        record.msg, record.args = told[1], ()
    return True


def on_starting(server):
    """Heed `without_readers` in all that is told from now on."""
    server.log.error_log.addFilter(without_readers)


def when_ready(server):
    """What every worker would do for its first readers, done once for all of them."""
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates(["html"]):
        templates.get_template(name)


def on_reload(server):
    """Read program and settings anew while the workers still answer; what is broken stays as it was."""
    ours = {name: sys.modules[name] for name in list(sys.modules) if _is_ours(name)}
    before = server.app.callable
    for name in ours:
        del sys.modules[name]
    try:
        server.app.callable = server.app.load()
        when_ready(server)
    except Exception:
        server.log.exception("not reloaded: the site stays as it was")
        sys.modules.update(ours)
        server.app.callable = before


def _is_ours(name):
    return name.partition(".")[0] in {"minutes", "pipeline", "webapp"}


def pre_fork(server, worker):
    """Give each worker the lowest place that is free; its metrics are kept under that name."""
    taken = {getattr(other, "place", None) for other in server.WORKERS.values()}
    worker.place = next(n for n in range(len(taken) + 1) if n not in taken)


def post_fork(server, worker):
    """Each worker knows its place among all, by which its figures are kept apart."""
    os.environ["MINUTES_WORKER"] = f"{os.environ.get('MINUTES_PART', '')}{worker.place}"
