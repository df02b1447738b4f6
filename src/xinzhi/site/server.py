"""The web server, the worker that takes the jobs, and the log's sequencer, side by side."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from rich.console import Console

from .assets import write_chart_bundle


def run(*, host: str, port: int) -> None:
    """Serve until interrupted; the others end with the server."""
    from granian import Granian
    from granian.constants import Interfaces

    from xinzhi.core.webhooks.delivering import work_off

    if not (Path(settings.DATA_DIR) / "vendor" / "vega.js").exists():
        write_chart_bundle()
    work_off.enqueue()  # messages that waited while nobody worked
    beside = [
        subprocess.Popen([sys.executable, "-m", "xinzhi.site.cli", *command], stdout=subprocess.DEVNULL)  # noqa: S603  our own
        for command in (["manage", "db_worker", "--interval", "1"], ["ledger", "checkpoint", "--every", "2"])
    ]
    Console().print(f"Serving at [bold]http://{host}:{port}[/] — stop with Ctrl+C")
    try:
        Granian(
            "xinzhi.site.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            # One process for each core: Python runs one thread at a time in each, and a few more wait for the database.
            workers=settings.WEB_WORKERS,
            blocking_threads=4,
            backlog=1024,
            log_access=False,
        ).serve()
    finally:
        for process in beside:
            process.terminate()
        for process in beside:
            process.wait(timeout=10)
