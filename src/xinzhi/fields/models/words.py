"""Lists of words in a column."""

import json
from typing import Any

from django.db import models


class ReadableJSON(json.JSONEncoder):
    """Characters as they are: a list of titles is then found by its words in SQLite's text as in PostgreSQL's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class WordList(models.JSONField):
    """A list of texts that can be searched by a part of them with `icontains`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, "encoder": ReadableJSON, **kwargs})
