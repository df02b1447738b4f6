"""What the recorded actions of this room are called."""

from typing import Any

from .verbs_delphi import NAMES as DELPHI

NAMES: dict[str, Any] = {**DELPHI}
