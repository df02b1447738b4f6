"""Bringing a file in: upload, mapping, repair, proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.registry.imports.reading import WITHOUT_COLUMN, Sheet
from xinzhi.registry.models import Import, ImportPolicy, ImportRow
from xinzhi.registry.registers import GROUPS, REGISTERS, Register
from xinzhi.registry.schemas import labels_of, schema_of

from .provenance import ProvenanceForm

_ALWAYS = ("kind", "scope", "nature", "level", "confidence", "city", "year")  # often the same in every row of a file


def register_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """The registers by key under their groups, for a select."""
    return [(str(name), [(r.key, r.title) for r in REGISTERS if r.group == group]) for group, name in GROUPS.items()]


class UploadForm(ProvenanceForm):
    """The file, what it is of, and where it is from. A row's own source and day win over those given here."""

    why = None  # type: ignore[assignment]  # Django's way to leave a parent's field out
    register = forms.ChoiceField(
        label=_("Register"),
        required=False,
        choices=lambda: [("", _("found by the headings")), *register_choices()],
        help_text=_("What the rows of the file are."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GBK), XLSX or JSON, or a zip of one of them. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.zip"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"), max_length=120, required=False, help_text=_("Of a workbook; without it the first.")
    )
    field_order = ("register", "file", "sheet")


class MappingForm(ProvenanceForm):
    """Which column holds which attribute, and what is the same in every row."""

    why = None  # type: ignore[assignment]  # Django's way to leave a parent's field out

    def __init__(
        self, *args: Any, batch: Import, register: Register, mapping: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns: Sequence[dict[str, Any]] = batch.columns
        labels = labels_of(register)
        choices = [("", _("— keep it with the row —")), *((n, f"{label} ({n})") for n, label in labels.items())]
        for column in self.columns:
            self.fields[f"c{column['index']}"] = forms.ChoiceField(
                label=column["name"], choices=choices, required=False, initial=mapping.get(column["name"], "")
            )
        held = set(mapping.values())
        schema = schema_of(register)
        self.constant_names = [
            a.key for a in schema.attributes if a.key not in held and (a.required or a.key in _ALWAYS)
        ]
        for name in self.constant_names:
            self.fields[f"k_{name}"] = forms.CharField(
                label=str(labels[name]), max_length=300, required=False, initial=batch.constants.get(name, "")
            )

    def column_rows(self) -> list[dict[str, Any]]:
        """Each column with its bound field, for the page's table."""
        return [{"column": c, "field": self[f"c{c['index']}"]} for c in self.columns]

    def constant_fields(self) -> list[Any]:
        """The bound fields of what may be the same in every row."""
        return [self[f"k_{name}"] for name in self.constant_names]

    def provenance_fields(self) -> list[Any]:
        """The bound fields of the origin."""
        return [self[name] for name in ("source", "source_url", "as_of", "confidence")]

    def mapping(self) -> dict[str, str]:
        """Column name to attribute."""
        return {c["name"]: self.cleaned_data[f"c{c['index']}"] for c in self.columns}

    def constants(self) -> dict[str, str]:
        """Attribute to the text of every row, without those that a column was just given to."""
        held = set(self.mapping().values())
        return {n: text for n in self.constant_names if n not in held and (text := self.cleaned_data[f"k_{n}"])}

    def field_of(self, problem: str) -> str | None:
        """The field that an action's problem (a column's or attribute's name) belongs to."""
        names = {c["name"]: f"c{c['index']}" for c in self.columns} | {n: f"k_{n}" for n in self.constant_names}
        return names.get(problem, problem if problem in self.fields else None)


class RepairForm(forms.Form):
    """The cells of a row, as texts; those named come first and the others may be left out."""

    def __init__(
        self, data: Any = None, *, row: ImportRow, sheet: Sheet, names: Sequence[str], labels: Mapping[str, Any]
    ) -> None:
        super().__init__(data, prefix=f"r{row.line}")
        constants = {f"{WITHOUT_COLUMN}{n}": text for n, text in zip(sheet.missing, sheet.constants, strict=True)}
        now = constants | row.cells | row.repairs
        self._names: dict[str, str] = {}
        for n, match in enumerate(sheet.mapping.matches):
            name = match.column.name
            if name in names:
                label = str(labels[match.attribute]) if name.startswith(WITHOUT_COLUMN) else name
                self.fields[f"cell{n}"] = forms.CharField(label=label, required=False, initial=now.get(name, ""))
                self._names[f"cell{n}"] = name

    def cells(self) -> dict[str, str]:
        """Texts by column name, of the cells that were posted."""
        posted = {field: name for field, name in self._names.items() if self.add_prefix(field) in self.data}
        return {name: self.cleaned_data[field] for field, name in posted.items()}


class ProposeForm(forms.Form):
    """Whether one bad row holds back the others."""

    policy = forms.ChoiceField(
        label=_("What is proposed"), choices=ImportPolicy.choices, widget=forms.RadioSelect, initial=ImportPolicy.ALL
    )
    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AcceptForm(forms.Form):
    """A word of the second person, if there is one to say."""

    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
