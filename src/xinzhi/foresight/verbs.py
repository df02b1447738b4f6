"""What the recorded actions of this room are called."""

from typing import Any

NAMES: dict[str, Any] = {}
