"""What a converter gives, and how it says that it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from xinzhi.core.messages import Message
from xinzhi.core.tabular.model import ERROR, WARNING
from xinzhi.registry.engine.tabular.schema import ReferenceBook


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong or odd with a cell; the row adds where."""

    code: str
    reason: Message
    remedy: Message
    severity: str = ERROR


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, what it says of other attributes (precision, note), and what is wrong or odd."""

    value: Any
    also: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell alone does not say: the heading's unit, whether the column is our own export's, the references."""

    unit: str
    exact: bool
    book: ReferenceBook


class Unfit(Exception):  # noqa: N818  it never leaves the package
    """A cell cannot be read as its attribute."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault.reason))


def unfit(code: str, reason: str, remedy: str, **params: Any) -> NoReturn:
    """Raise Unfit with a fault whose two texts share the parameters."""
    raise Unfit(Fault(code, Message(reason, params), Message(remedy, params)))


def warn(code: str, reason: str, remedy: str, **params: Any) -> Fault:
    """A fault that is told while the value is kept."""
    return Fault(code, Message(reason, params), Message(remedy, params), WARNING)
