"""The OpenAPI 3.1 document, in the reader's language, as a file and as the reference page shows it."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.api.rows import COLUMNS

from . import TAGS, api

PREFIX = "/api/v1"


def document() -> dict[str, Any]:
    """The document as plain JSON values, texts in the language in force. It is kept: change nothing in it."""
    made: dict[str, Any] = api.get_openapi_schema()
    return made


def text() -> str:
    """The document as JSON, two spaces deep."""
    return json.dumps(document(), ensure_ascii=False, indent=2)


def sections(wanted: str = "") -> list[dict[str, Any]]:
    """The operations by room and below it by address, as the reference page shows them.

    With words only the operations in whose address, summary or description every one of them occurs.
    """
    made, words = document(), wanted.lower().split()
    found: dict[str, dict[str, list[dict[str, Any]]]] = {tag: {} for tag in TAGS}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            told = _operation(made, path, method, operation)
            text = f"{path} {told['summary']} {told['description']}".lower()
            if all(word in text for word in words):
                for tag in operation.get("tags", ()):
                    found[tag].setdefault(_base(path), []).append(told)
    return [
        {
            "key": tag,
            "title": str(TAGS[tag]),
            "count": sum(map(len, groups.values())),
            "groups": [_group(made, path, operations) for path, operations in groups.items()],
        }
        for tag, groups in found.items()
        if groups
    ]


def shapes() -> list[dict[str, Any]]:
    """Every shape that a body or an answer has or holds, with its fields, by name."""
    made = document()
    named = made["components"]["schemas"]
    seen: set[str] = set()
    new = {
        reference
        for methods in made["paths"].values()
        for operation in methods.values()
        for part in ("requestBody", "responses")
        for reference in _references(operation.get(part, {}))
    }
    while new:
        seen |= new
        new = {reference for name in new for reference in _references(named[name])} - seen
    return [
        {"name": name, "words": named[name].get("description", ""), "fields": _fields(made, named[name])}
        for name in sorted(seen)
        if "properties" in named[name]
    ]


def _base(path: str) -> str:
    """The address under which an operation stands: that of its list, or of its room where that has no lists."""
    parts = path.removeprefix(f"{PREFIX}/").split("/")
    length = 2 if parts[0] in {"registry", "research", "ledger", "foresight"} and len(parts) > 1 else 1
    return "/".join([PREFIX, *parts[:length]])


def _group(made: dict[str, Any], path: str, operations: list[dict[str, Any]]) -> dict[str, Any]:
    """Operations under one address, headed by what their list is called."""
    own = made["paths"].get(path, {}).get("get", {})
    title = own.get("summary") or (_("Entries of any register") if path.endswith("}") else "")
    key = re.sub(r"\W+", "-", path.removeprefix(PREFIX)).strip("-")
    return {"key": f"at-{key}", "path": path, "title": title, "operations": operations}


def _operation(made: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    success = next((status for status in operation["responses"] if str(status).startswith("2")), "")
    body = operation.get("requestBody", {}).get("content", {})
    answer = operation["responses"].get(success, {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [_parameter(p) for p in operation["parameters"]],
        "bodies": [_content(made, kind["schema"]) for kind in body.values()],
        "answers": [_content(made, kind["schema"]) for kind in answer.values()],
        "status": success,
        "curl": _curl(path, method, body),
    }


def _content(made: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What is sent: the name of its shape where it has one and whether it is a list of such, and its fields."""
    many, one = False, schema
    if schema.get("type") == "array":
        many, one = True, schema["items"]
    elif set(_resolved(made, schema).get("properties", ())) == {"items", "next", "count"}:
        many, one = True, _resolved(made, schema)["properties"]["items"]["items"]
    name = one.get("$ref", "").rpartition("/")[2]
    return {"shape": name, "many": many, "fields": _fields(made, one)}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter["required"],
        "type": _type(parameter["schema"]),
        "words": parameter.get("description", ""),
        "columns": parameter["schema"].get(COLUMNS, []),
    }


def _fields(made: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an object."""
    shape = _resolved(made, schema)
    required = set(shape.get("required", ()))
    return [
        {
            "name": name,
            "type": _type(one),
            "shapes": sorted(_references(one)),
            "words": one.get("description", ""),
            "required": name in required,
        }
        for name, one in shape.get("properties", {}).items()
    ]


def _references(part: Any) -> set[str]:
    """The names of the shapes that a part of the document refers to, at any depth."""
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def _resolved(made: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return made["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def _type(schema: dict[str, Any]) -> str:
    """A type in few words: «string», «integer or null», «one of a, b», «list of string»."""
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return schema.get("format") or schema.get("type", "any")


def _curl(path: str, method: str, body: dict[str, Any]) -> str:
    parts = ["curl", '-H "Authorization: Bearer $TOKEN"']
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if "application/json" in body:
        parts += ['-H "Content-Type: application/json"', "-d @body.json"]
    elif body:
        parts.append("-F file=@file")
    return " ".join([*parts, f'"{api.servers[0]["url"]}{path}"'])
