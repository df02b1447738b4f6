"""The question sheet of a Delphi survey as plain immutable data, made from its document (docs/delphi.md names the keys)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCALE, TIME, CHOICE = "scale", "time", "choice"
KINDS = (SCALE, TIME, CHOICE)
ROLES = ("expertise", "importance", "time", "constraints", "measures")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen. `value` orders a scale, `index` enters its index, `weight` that of expertise."""

    key: str
    name: str
    name_en: str
    value: int = 0
    index: float | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question. kind: scale (one option, ordered), time (a year, never, do not know), choice (several options).

    `role` is what the answer means to a dossier; `judged`: the stopping rule looks at it; `iqr` is the widest middle half
    (scale points or years) that counts as consensus; `agree` the scale's values that count as agreement.
    """

    key: str
    kind: str
    name: str
    name_en: str
    role: str = ""
    help: str = ""
    help_en: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    judged: bool = False
    iqr: float = 1.0
    agree: tuple[int, ...] = ()
    most: int = 0
    first: int = 0
    last: int = 0
    step: int = 5

    @property
    def values(self) -> dict[str, int]:
        """Key to value of a scale's options."""
        return {o.key: o.value for o in self.options}

    @property
    def bins(self) -> tuple[int, ...]:
        """The first years of the bins into which years are counted."""
        return tuple(range(self.first, self.last + 1, self.step))

    def bin_of(self, year: int) -> int:
        """The first year of the bin that holds the year."""
        return self.first + (year - self.first) // self.step * self.step


@dataclass(frozen=True, slots=True)
class Stopping:
    """When a statement is asked no more; shares are between 0 and 1 (`engine.delphi.stopping` explains the rule)."""

    stability: float = 0.15
    agreement: float = 0.70
    rounds_least: int = 2
    rounds_most: int = 3
    needs_stability: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question sheet. Results of fewer than `answers_least` answers are shown to nobody."""

    key: str
    name: str
    name_en: str
    questions: tuple[Question, ...]
    stopping: Stopping = Stopping()
    weighting: str = "none"
    answers_least: int = 5

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Sheet:
        """The sheet of a checked document. KeyError and TypeError for one that was not checked."""
        head = document["sheet"]
        return cls(
            key=head["key"],
            name=head["name"],
            name_en=head["name_en"],
            questions=tuple(_question(q) for q in document["question"]),
            stopping=Stopping(**document.get("stopping", {})),
            weighting=head.get("weighting", "none"),
            answers_least=head.get("answers_least", 5),
        )

    def question(self, key: str) -> Question:
        """The question with this key; KeyError when there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    def by_role(self, role: str) -> Question | None:
        """The first question of a role, None when the sheet asks none."""
        return next((q for q in self.questions if q.role == role), None)

    @property
    def judged(self) -> tuple[Question, ...]:
        """The questions that the stopping rule looks at."""
        return tuple(q for q in self.questions if q.judged)


def _question(data: Mapping[str, Any]) -> Question:
    options = tuple(Option(**option) for option in data.get("options", ()))
    rest = {k: v for k, v in data.items() if k not in {"options", "agree"}}
    return Question(**rest, options=options, agree=tuple(data.get("agree", ())))
