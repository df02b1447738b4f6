"""What a check of an identifier gives: the identifier, or an error that explains itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xinzhi.core.messages import Message


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know about a sound identifier: a machine code and a text."""

    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Identifier:
    """A sound identifier. `normal` is the one form to store and compare; `parts` say what its pieces mean."""

    kind: str
    normal: str
    parts: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def __str__(self) -> str:
        return self.normal


class IdentifierError(ValueError):
    """A text is not an identifier of its kind.

    `code` is for machines, `message` says what is wrong and what to do, `suggestion` is a sound identifier that may
    be meant ("" where there is none). A suggestion is only shown: nothing replaces a value but a person.
    """

    def __init__(
        self, code: str, template: str, params: Mapping[str, Any] | None = None, *, suggestion: str = ""
    ) -> None:
        self.code = code
        self.message = Message(template, params or {})
        self.suggestion = suggestion
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier.

    `name` is its English name (a text of the catalogue), `rule` the standard or document it follows, `example` a sound
    one. `verified` is false where the form is known from use only, not from a printed rule.
    """

    key: str
    name: str
    rule: str
    example: str
    parse: Callable[[str], Identifier]
    verified: bool = True
