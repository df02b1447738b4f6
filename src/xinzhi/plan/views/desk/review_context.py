"""Everything the review page shows: marks in the text, items with their places, corrections."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xinzhi.core import files
from xinzhi.core.formats import number, pair
from xinzhi.plan.actions import can_be_undone
from xinzhi.plan.forms.reading import ITEM_FORMS, KIND_NAMES, ItemForm
from xinzhi.plan.models import Correction, Reading, ReadingState
from xinzhi.plan.tables.desk import READING_TONES

Item = dict[str, Any]
Mark = tuple[int, int, str, str]
KINDS = ("targets", "measures", "fields", "instruments")
MARKS = {"targets": "target", "measures": "measure", "fields": "field", "instruments": "instrument"}


def context(request: HttpRequest, reading: Reading, form: ItemForm | None) -> dict[str, Any]:
    """For plan/desk/review.html; `form` is the one that is open, if any."""
    structure = reading.structure
    may = reading.state == ReadingState.DRAFT and request.user.has_perm("plan.correct_reading", reading)
    corrections = list(reading.corrections.select_related("by").order_by("-at", "-id"))
    place = (getattr(form, "kind", None), getattr(form, "position", None))
    sections = [
        {
            "kind": kind,
            "name": names()[kind],
            "items": [
                {**shown(kind, item), "id": f"{kind}-{i}", "place": f"{kind}.{i}", "open": place == (kind, i)}
                for i, item in enumerate(structure.get(kind, []))
            ],
            "adds": place == (kind, None),
            "mark": MARKS[kind],
        }
        for kind in KINDS
    ]
    return {
        "reading": reading,
        "tone": READING_TONES[ReadingState(reading.state)],
        "may": may,
        "form": form,
        "form_item": _item_name(form),
        "header_open": place[0] == "header",
        "header": header(structure),
        "sections": sections,
        "spans": marks(reading.text, structure),
        "warnings": structure.get("warnings") or [],
        "file_url": files.address(reading.file, reading.file_name) if reading.file else "",
        "corrections": [_correction(structure, c, may=may) for c in corrections],
    }


def _item_name(form: Any) -> str:
    if form is None:
        return ""
    return form.kind if form.position is None else f"{form.kind}.{form.position}"


def names() -> dict[str, str]:
    """The kinds of items in words."""
    return {
        "targets": _("Targets"),
        "measures": _("Measures"),
        "fields": _("Fields"),
        "instruments": _("Instruments"),
        "header": _("Header"),
    }


def header(structure: Item) -> list[Item]:
    """Title, number, issuer, day and addressees as name and value pairs."""
    return [
        {"name": _("Title"), "value": structure.get("title")},
        {"name": _("Document number"), "value": structure.get("number")},
        {"name": _("Issuer"), "value": structure.get("issuer")},
        {"name": _("Issued"), "value": structure.get("issued")},
        {"name": _("Addressees"), "value": "、".join(structure.get("addressees") or ())},
    ]


def shown(kind: str, item: Item) -> Item:
    """An item in words: its name, a short line, and the departments of a measure."""
    if kind == "targets":
        return {"name": item.get("quantity") or "—", "line": target_words(item)}
    if kind == "measures":
        return {
            "name": f"{'.'.join(item.get('path') or ())} {item.get('title', '')}".strip(),
            "line": item.get("deadline") or "",
            "duties": duties(item),
        }
    if kind == "fields":
        lists = [(_("technologies"), "technologies"), (_("products"), "products"), (_("applications"), "applications")]
        parts = [pair(word, "、".join(item[key])) for word, key in lists if item.get(key)]
        return {"name": item.get("name"), "line": " · ".join([str(KIND_NAMES.get(item.get("kind", ""), "")), *parts])}
    return {"name": item.get("name"), "line": str(KIND_NAMES.get(item.get("kind", ""), item.get("kind", "")))}


def target_words(item: Item) -> str:
    """«≥ 30 家 · 2027-12-31», with the cadence and scope where there are any."""
    high = item.get("value_high")
    value = f"{number(item.get('value'))}–{number(high)}" if high is not None else number(item.get("value"))
    growth = {"new": _("to be added"), "growth": _("rate of growth")}.get(item.get("change") or "", "")
    cadence = str(KIND_NAMES.get(item.get("cadence") or "", ""))
    amount = f"{item.get('comparator', '')} {value} {item.get('unit') or ''}".strip()
    return " · ".join(str(p) for p in (amount, cadence, item.get("due"), growth, item.get("scope")) if p)


def duties(item: Item) -> list[Item]:
    """The departments that owe a measure, by kind of duty."""
    kinds = [(_("lead"), "lead"), (_("shared"), "shared"), (_("supporting"), "support")]
    return [{"name": word, "departments": item[key]} for word, key in kinds if item.get(key)]


def marks(text: str, structure: Item) -> list[Mark]:
    """What is marked in the text. Of a field and a measure only the name, else half the text would be marked."""
    found: list[Mark] = []
    for kind in KINDS:
        for i, item in enumerate(structure.get(kind, [])):
            start, end = item.get("span") or (0, 0)
            if kind in {"measures", "fields"}:
                start, end = _name_in(text, str(item.get("title") or item.get("name") or ""), start, end)
            if start < end:
                found.append((start, end, f"{kind}-{i}", MARKS[kind]))
            if note := item.get("note_span"):
                found.append((note[0], note[1], f"note-{i}", "duty"))
    return found


def _name_in(text: str, name: str, start: int, end: int) -> tuple[int, int]:
    """Where the name stands in the range; the range's first line where it does not."""
    at = text.find(name, start, end) if name else -1
    if at >= 0:
        return at, at + len(name)
    line = text.find("\n", start, end)
    return start, line if line > 0 else end


def _correction(structure: Item, correction: Correction, *, may: bool) -> Item:
    """A correction with its changes field by field."""
    before, after = correction.before or {}, correction.after or {}
    what = _("added") if correction.before is None else _("removed") if correction.after is None else _("changed")
    fields = [k for k in {**before, **after} if before.get(k) != after.get(k) and k not in {"span", "note_span"}]
    place = "" if correction.position is None else f" {correction.position + 1}"
    return {
        "pk": correction.pk,
        "title": pair(f"{names()[correction.kind]}{place}", what),
        "at": correction.at,
        "who": correction.by,
        "why": correction.why,
        "changes": [
            {"name": _field_name(correction.kind, k), "before": _words(before.get(k)), "after": _words(after.get(k))}
            for k in fields
        ],
        "undo": may and can_be_undone(structure, correction),
    }


def _field_name(kind: str, name: str) -> str:
    """A part of an item as the form for it calls it."""
    field = ITEM_FORMS[kind].base_fields.get(name)
    return str(field.label) if field else name


def _words(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return number(value) if isinstance(value, float) else "" if value is None else str(value)
