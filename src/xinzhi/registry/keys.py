"""Keys of new entries."""

import hashlib
from collections.abc import Mapping
from typing import Any

from .registers import Register


def new_key(register: Register, values: Mapping[str, Any]) -> str:
    """A key that says nothing and stays: made from what identifies the thing first."""
    chosen = next((names for names in register.identity if all(values.get(n) for n in names)), ("name",))
    text = "|".join([register.one, *(f"{n}={values.get(n)}" for n in chosen)])
    return f"{register.one}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
