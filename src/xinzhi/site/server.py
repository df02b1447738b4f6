"""The web server and the worker that takes the jobs, side by side."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from rich.console import Console

from .assets import write_chart_bundle


def run(*, host: str, port: int) -> None:
    """Serve until interrupted; the worker ends with the server."""
    from granian import Granian
    from granian.constants import Interfaces

    if not (Path(settings.DATA_DIR) / "vendor" / "vega.js").exists():
        write_chart_bundle()
    worker = subprocess.Popen([sys.executable, "-m", "xinzhi.site.cli", "manage", "db_worker", "--interval", "1"])
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
        worker.terminate()
        worker.wait(timeout=10)
