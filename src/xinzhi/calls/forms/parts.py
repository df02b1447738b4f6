"""One section of an application as a page shows and reads it, made from the form's schema.

Works without script: rows are posted as they stand and empty ones dropped; saving gives new empty rows.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.engine.answers import Flaw, asked_fields, budget_sums
from xinzhi.calls.models import ApplicationFile
from xinzhi.calls.words import flaw_words
from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput

EMPTY_ROWS = 1
_FEN = Decimal(100)


class DraftForm(forms.Form):
    """What is required is marked so, and asked for only on submitting: a draft may lack it."""

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """The cleaned values, without complaints of what is missing."""
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]
                self.cleaned_data[name] = None
        return self.cleaned_data


class Piece(NamedTuple):
    """A file in the form, with its address and its size in bytes."""

    piece: ApplicationFile
    url: str
    size: int


@dataclass
class Block:
    """What a section shows at one question: one field, rows of fields, a budget, or files."""

    kind: str
    name: str
    label: str
    help: str = ""
    narrow: bool = False
    bound: forms.BoundField | None = None
    rows: list[forms.Form] = field(default_factory=list)
    items: list[tuple[str, forms.BoundField, forms.BoundField]] = field(default_factory=list)
    sums: Any = None
    files: list[Piece] = field(default_factory=list)
    required: bool = False
    is_switch: bool = False
    errors: list[str] = field(default_factory=list)


class Part:
    """A section bound to its answers, or to what was posted."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        section: str,
        answers: Mapping[str, Mapping[str, Any]],
        *,
        data: Any = None,
        files: Iterable[Piece] = (),
        empty_rows: int = EMPTY_ROWS,
    ) -> None:
        self.empty_rows = empty_rows
        self.schema, self.section, self.data = schema, section, data
        self.own = answers.get(section, {})
        self.part = schema["properties"][section]
        self.asked = [(name, f) for s, name, f in asked_fields(schema, answers) if s == section]
        self.files = list(files)
        self.form = self._form()
        self.rows = {n: self._rows(n, f) for n, f in self.asked if f["x-type"] == "rows"}
        self.budgets = {n: self._budget(n, f) for n, f in self.asked if f["x-type"] == "budget"}
        self.flaws: dict[str, list[str]] = {}

    def is_valid(self) -> bool:
        """Whether everything posted can be read; what the form's schema wants besides is the action's word."""
        every = [self.form, *(r for rows in self.rows.values() for r in rows), *self.budgets.values()]
        return all(one.is_valid() for one in every)  # a list: each form is to show its own errors

    def answers(self) -> dict[str, Any]:
        """The section's answers as its schema has them; answers that are not asked for now stay as they were."""
        said = {k: v for k, v in self.own.items() if k not in dict(self.asked)}
        for name, schema in self.asked:
            if name in self.rows:
                rows = [_row(form, schema["items"]["properties"]) for form in self.rows[name]]
                said[name] = [row for row in rows if row]
            elif name in self.budgets:
                said[name] = _lines(self.budgets[name], schema)
            elif schema["x-type"] != "files":
                said[name] = to_json(self.form.cleaned_data.get(name), schema)
        return said

    def show(self, flaws: Iterable[Flaw]) -> None:
        """Put what is wrong at its place; what lies in another section is passed over."""
        for flaw in flaws:
            section, _dot, rest = flaw.where.partition(".")
            if section != self.section:
                continue
            name, _dot, inner = rest.partition(".")
            schema = self.part["properties"].get(name, {})
            place, _dot, column = inner.partition(".")
            if name in self.form.fields:
                self.form.add_error(name, flaw_words(flaw, schema))
            elif name in self.rows and place.isdigit() and int(place) < len(self.rows[name]) and column:
                row = self.rows[name][int(place)]
                row.add_error(column, flaw_words(flaw, schema["items"]["properties"][column]))
            else:
                self.flaws.setdefault(name, []).append(str(flaw_words(flaw, schema)))

    @property
    def has_errors(self) -> bool:
        rows = any(r.errors for rows in self.rows.values() for r in rows)
        return bool(self.form.errors or rows or self.flaws or any(b.errors for b in self.budgets.values()))

    @property
    def has_questions(self) -> bool:
        """Whether anything but files is asked for."""
        return any(schema["x-type"] != "files" for _name, schema in self.asked)

    @property
    def blocks(self) -> list[Block]:
        """What the page shows, in the order of the form."""
        return [self._block(name, schema) for name, schema in self.asked]

    def _block(self, name: str, schema: Mapping[str, Any]) -> Block:
        kind = schema["x-type"]
        block = Block(
            kind if kind in {"rows", "budget", "files"} else "field",
            name,
            label_of(schema),
            in_language(schema.get("x-help", ""), schema.get("x-help-en", "")),
            schema.get("x-narrow", False),
            required=name in self.part["x-required"],
            is_switch=f"{self.section}.{name}" in switches(self.schema),
            errors=self.flaws.get(name, []),
        )
        if block.kind == "field":
            block.bound = self.form[name]
        elif block.kind == "rows":
            block.rows = self.rows[name]
        elif block.kind == "budget":
            form = self.budgets[name]
            block.items = [
                (in_language(i["label"], i["label_en"]), form[f"{i['key']}_grant"], form[f"{i['key']}_own"])
                for i in schema["x-items"]
            ]
            block.sums = budget_sums(self.own.get(name) or {})
        else:
            block.files = [f for f in self.files if f.piece.slot == f"{self.section}.{name}"]
        return block

    def _form(self) -> forms.Form:
        plain = [(n, f) for n, f in self.asked if f["x-type"] not in {"rows", "budget", "files"}]
        made = _form_of(dict(plain), set(self.part["x-required"]))
        return made(self.data, initial={n: to_form(self.own.get(n), f) for n, f in plain})

    def _rows(self, name: str, schema: Mapping[str, Any]) -> list[forms.Form]:
        """The rows there are and empty ones. Posted rows may be more than there were; the schema bounds them."""
        columns = schema["items"]["properties"]
        made = _form_of(columns, set(schema["items"]["x-required"]))
        given = self.own.get(name) or []
        most = schema["maxItems"]
        count = min(len(given) + self.empty_rows, most)
        if self.data is not None:
            while count < most and any(f"{name}-{count}-{c}" in self.data for c in columns):
                count += 1
        return [
            made(
                self.data,
                prefix=f"{name}-{place}",
                initial={c: to_form(given[place].get(c), s) for c, s in columns.items()} if place < len(given) else {},
            )
            for place in range(count)
        ]

    def _budget(self, name: str, schema: Mapping[str, Any]) -> forms.Form:
        fields: dict[str, forms.Field] = {}
        initial: dict[str, Any] = {}
        lines = self.own.get(name) or {}
        for item in schema["x-items"]:
            label = in_language(item["label"], item["label_en"])
            for purse, words in (("grant", _("grant")), ("own", _("own money"))):
                key = f"{item['key']}_{purse}"
                fields[key] = _money(f"{label}: {words}")
                initial[key] = to_form(lines.get(item["key"], {}).get(purse), {"x-type": "money"})
        made: type[forms.Form] = type("BudgetForm", (forms.Form,), fields)
        return made(self.data, prefix=name, initial=initial)


def switches(schema: Mapping[str, Any]) -> set[str]:
    """The fields (section.field) on which another part of the form depends."""
    parts = list(schema["properties"].values())
    inner = [f for part in parts for f in part["properties"].values()]
    return {one["x-when"]["field"] for one in [*parts, *inner] if "x-when" in one}


def label_of(schema: Mapping[str, Any]) -> str:
    """A question in the reader's language."""
    return in_language(schema["title"], schema.get("x-label-en", ""))


def to_form(value: Any, schema: Mapping[str, Any]) -> Any:
    """An answer as the page's field takes it."""
    if value is None:
        return None
    match schema["x-type"]:
        case "money":
            return f"{(Decimal(value) / _FEN).normalize():f}"
        case "yesno":
            return "yes" if value else "no"
        case "date":
            return dt.date.fromisoformat(value)
        case _:
            return value


def to_json(value: Any, schema: Mapping[str, Any]) -> Any:
    """What the page's field read, as an answer; None for nothing."""
    if value in (None, "", []):
        return None
    match schema["x-type"]:
        case "money":
            return int(value * _FEN)
        case "yesno":
            return value == "yes"
        case "date":
            return value.isoformat()
        case "number":
            return int(value) if value == int(value) else float(value)
        case _:
            return value


def _row(form: forms.Form, columns: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: to_json(form.cleaned_data.get(name), schema) for name, schema in columns.items()}
    return {name: value for name, value in said.items() if value is not None}


def _lines(form: forms.Form, schema: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    lines: dict[str, dict[str, int]] = {}
    for item in schema["x-items"]:
        amounts = {p: form.cleaned_data.get(f"{item['key']}_{p}") for p in ("grant", "own")}
        line = {p: int(amount * _FEN) for p, amount in amounts.items() if amount}
        if line:
            lines[item["key"]] = line
    return lines


def _form_of(schemas: Mapping[str, Mapping[str, Any]], required: set[str]) -> type[forms.Form]:
    """A form class with a field for each schema."""
    fields = {name: _field(schema, name in required) for name, schema in schemas.items()}
    made: type[forms.Form] = type("AnswersForm", (DraftForm,), fields)
    return made


def _field(schema: Mapping[str, Any], needed: bool) -> forms.Field:
    label: str | Promise = label_of(schema)
    if unit := in_language(schema.get("x-unit", ""), schema.get("x-unit-en", "")):
        label = f"{label} ({unit})"
    about: dict[str, Any] = {
        "label": label,
        "required": needed,
        "help_text": in_language(schema.get("x-help", ""), schema.get("x-help-en", "")),
    }
    match schema["x-type"]:
        case "long":
            rows = 4 if schema["maxLength"] <= 1000 else 8
            made: forms.Field = forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **about)
        case "text":
            made = forms.CharField(max_length=schema["maxLength"], **about)
        case "integer":
            made = forms.IntegerField(**about)
        case "number":
            made = forms.FloatField(**about)
        case "money":
            made = _money(**about)
        case "date":
            made = forms.DateField(widget=DayInput, **about)
        case "yesno":
            made = forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect, **about)
        case "choices":
            made = forms.MultipleChoiceField(choices=_options(schema), widget=forms.CheckboxSelectMultiple, **about)
        case _:
            made = forms.ChoiceField(choices=[("", "—"), *_options(schema)], **about)
    return made


def _options(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(o["key"], in_language(o["label"], o["label_en"])) for o in schema["x-options"]]


def _money(label: Any, help_text: str = "", *, required: bool = False) -> forms.DecimalField:
    """Yuan with two decimals; answers are in fen."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=required, min_value=0, max_digits=15, decimal_places=2
    )
