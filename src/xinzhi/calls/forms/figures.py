"""The figures of a contract as the application's form asks for them: numbers as numbers, money in yuan, rows as rows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.engine.schema import fields_of
from xinzhi.calls.models import Contract

from .parts import Block, Part

_HERE = "figures"
_RESULT_ROWS = 5
_MOST_RESULTS = 60


class FiguresForm(forms.Form):
    """The figures of a contract, to be changed. `blocks` is what the page shows of them."""

    def __init__(self, contract: Contract, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.given = contract.figures
        every = {f"{s}.{n}": field for s, n, field in fields_of(contract.application.form.schema)}
        asked = {
            address: {k: v for k, v in every[address].items() if k != "x-when"}
            for address in self.given
            if address in every
        }
        self.parts = [_part(asked, self.given, data)]

    def is_valid(self) -> bool:
        parts = [part.is_valid() for part in self.parts]  # a list: each is to show its own errors
        return super().is_valid() and all(parts)

    @property
    def blocks(self) -> list[Block]:
        """What the page shows, in the order of the contract."""
        return [block for part in self.parts for block in part.blocks]

    def values(self) -> dict[str, Any]:
        """Address to value, what has no field of its own unchanged."""
        return dict(self.given) | self.parts[0].answers()


class AcceptanceForm(FiguresForm):
    """The request for acceptance: the report, what was reached, figure by figure, and the results."""

    report = forms.CharField(label=_("Report"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, contract: Contract, data: Any = None, **kwargs: Any) -> None:
        super().__init__(contract, data, **kwargs)
        self.parts.append(_part({"results": _results()}, {}, data, rows=_RESULT_ROWS))

    def rows(self) -> list[dict[str, str]]:
        """The results, each with name, kind and DOI."""
        found = self.parts[1].answers()["results"]
        return [{name: row.get(name, "") for name in ("name", "kind", "doi")} for row in found]


def _part(asked: Mapping[str, Any], values: Mapping[str, Any], data: Any, *, rows: int = 1) -> Part:
    schema = {
        "properties": {_HERE: {"properties": dict(asked), "x-required": list(asked) if values else []}},
        "x-layout": [{"key": _HERE, "fields": list(asked)}],
    }
    return Part(schema, _HERE, {_HERE: dict(values)}, data=data, empty_rows=rows)


def _results() -> dict[str, Any]:
    """Results as a question of a form; they enter the register of results."""

    def column(title: str, most: int) -> dict[str, Any]:
        return {"title": title, "x-label-en": "", "x-type": "text", "maxLength": most}

    columns = {"name": column(gettext("Name"), 300), "kind": column(gettext("kind"), 60), "doi": column("DOI", 120)}
    return {
        "title": gettext("Results"),
        "x-label-en": "",
        "x-help": gettext("They enter the register of results."),
        "x-type": "rows",
        "maxItems": _MOST_RESULTS,
        "items": {"properties": columns, "x-required": ["name"]},
    }
