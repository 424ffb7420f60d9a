"""Serve the console with gunicorn: one process, several threads."""

from __future__ import annotations

from gunicorn.app.base import BaseApplication

from yuanqu_web.config.inside import InsideWorker
from yuanqu_web.lib.running import share
from yuanqu_web.lib.sqlite import set_journal_mode


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and nothing read from the command line or from files."""

    def __init__(self, options: dict[str, object]) -> None:
        self.chosen = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.chosen.items():
            self.cfg.set(key, value)

    def load(self) -> object:
        from yuanqu_web.config.wsgi import application

        return application


def serve(*, bind: str | None = None, threads: int | None = None) -> None:
    """Run until stopped. `bind` and `threads` default to the settings."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        set_journal_mode(str(settings.DATABASES["default"]["NAME"]))
    options = settings.OPTIONS
    share(settings.YUANQU_HOME)
    worker = InsideWorker() if options.worker == "inside" else None
    if worker is not None:
        worker.start()
    server = Server(
        {
            "bind": bind or options.bind,
            "worker_class": "gthread",
            "workers": 1,
            "threads": threads or options.threads,
            "timeout": 60,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "worker_tmp_dir": None,
            "control_socket_disable": True,
            "loglevel": options.log_level.lower(),
        }
    )
    try:
        server.run()
    finally:
        if worker is not None:
            worker.stop()
