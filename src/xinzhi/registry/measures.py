"""The measures of which entries have dated figures: read from measures.toml, which says what each means."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from xinzhi.core.formats import in_language


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. `unit` is fen (money), person, item, or permille; values are whole numbers of it."""

    key: str
    name: str
    name_en: str
    unit: str
    meaning: str
    least: int = 0
    unverified: bool = False

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name, self.name_en)


def _load() -> dict[str, Measure]:
    text = (Path(__file__).parent / "measures.toml").read_text(encoding="utf-8")
    return {key: Measure(key, **row) for key, row in tomllib.loads(text).items()}


MEASURES = _load()
