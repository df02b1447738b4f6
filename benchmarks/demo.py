"""The main job from an empty folder: migrate, load the pack, simulate, print. No peer does this."""

import subprocess
import sys
import tempfile
import time
from typing import Any


def rows() -> list[dict[str, Any]]:
    """Seconds for `xinzhi demo --no-serve` in a fresh folder, and again where everything is there."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "xinzhi.site.cli", "demo", "--no-serve", "--data-dir", folder]
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds.append(round(time.perf_counter() - start, 2))
    return [
        {"figure": "demo, empty folder, s", "value": seconds[0], "peer": None, "note": "goal: under 60"},
        {"figure": "demo, second run, s", "value": seconds[1], "peer": None, "note": "nothing left to do"},
    ]
