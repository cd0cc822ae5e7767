"""Serve the portal from this machine."""

import gc
import os
from pathlib import Path
from typing import Any, Final

import click
from django.conf import settings
from gunicorn.app.base import BaseApplication

from comity.project.backups import serving


WORKERS: Final = 2
THREADS: Final = 4


class Server(BaseApplication):  # type: ignore[misc] # -- gunicorn is not typed
    """Gunicorn with our own settings and nothing from the command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        from comity.project.wsgi import application  # noqa: PLC0415 -- each worker loads it for itself

        return application


def settle() -> None:
    """Load what every page needs, and take it out of the garbage collector's rounds.

    The catalogues of places and vocabularies are hundreds of thousands of small objects that live as long as the
    process. Walking them took 0.1 to 0.2 s in the middle of every twentieth large page.
    """
    from comity.base.places import index as places  # noqa: PLC0415 -- after the fork
    from comity.base.terms import index as terms  # noqa: PLC0415 -- after the fork

    places.current()
    terms.current()
    gc.collect()
    gc.freeze()


def after_start(worker: Any) -> None:
    """Let each worker follow the audit trail; whichever holds a lock writes the index, makes vectors, or alerts."""
    from comity.base.audit.tasks import Sequencer  # noqa: PLC0415 -- after the fork
    from comity.base.files.tasks import Porter  # noqa: PLC0415 -- after the fork
    from comity.base.notices.tasks import Courier, Herald, Reminder  # noqa: PLC0415 -- after the fork
    from comity.engines.citations.tasks import Follower as CitationsFollower  # noqa: PLC0415 -- after the fork
    from comity.engines.exchange.tasks import Forwarder  # noqa: PLC0415 -- after the fork
    from comity.engines.records.tasks import Upkeep  # noqa: PLC0415 -- after the fork
    from comity.engines.search.tasks import Encoder, Follower, Watcher  # noqa: PLC0415 -- after the fork
    from comity.project.counting import Keeper  # noqa: PLC0415 -- after the fork

    settle()
    Follower().start()
    CitationsFollower().start()
    Encoder().start()
    Watcher().start()
    Courier().start()
    Forwarder().start()
    Herald().start()
    Reminder().start()
    Upkeep().start()
    Porter().start()
    Keeper().start()
    Sequencer().start()


def before_end(server: Any, worker: Any) -> None:
    """Keep what a worker has counted before it ends."""
    from comity.project.counting import keep  # noqa: PLC0415 -- in the worker

    keep()


def serve(host: str, port: int, *, workers: int = WORKERS) -> None:
    """Serve until stopped."""
    serving.is_begun()
    temporary = Path("/dev/shm")  # noqa: S108 -- gunicorn's heartbeat wants a file system in memory where there is one
    Server(
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "worker_tmp_dir": str(temporary) if temporary.is_dir() and os.access(temporary, os.W_OK) else None,
            "timeout": 120,
            "keepalive": 30,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "comity",
            "control_socket_disable": True,
            # Whose word about a proxy counts is decided in one place, by COMITY_PROXIES.
            "forwarded_allow_ips": "",
            "post_worker_init": after_start,
            "worker_exit": before_end,
        }
    ).run()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Processes that answer."
)
def command(host: str, port: int, workers: int) -> None:
    """Serve the portal."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise click.ClickException("Nothing is set up in this folder yet. Run `comity setup` first.")
    click.echo(f"Comity is at http://{'localhost' if host == '127.0.0.1' else host}:{port}/ — Ctrl+C stops it.")
    serve(host, port, workers=workers)
