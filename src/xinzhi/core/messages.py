"""Texts that pure code says and a face translates later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """The text itself, marked for the catalogue: tools/messages.py collects what stands in this call."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A text in English with named places (`%(name)s`), and what stands in them."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The finished text; `translate` (gettext in a face) is asked for the template in the reader's language."""
        return translate(self.template) % self.params if self.params else translate(self.template)

    def __str__(self) -> str:
        return self.text()
