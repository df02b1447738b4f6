"""The OpenAPI 3.1 document, in the reader's language, as a file and as the reference page shows it."""

import json
from typing import Any

from xinzhi.core.api.rows import COLUMNS

from . import TAGS, api


def document() -> dict[str, Any]:
    """The document as plain JSON values, texts in the language in force. It is kept: change nothing in it."""
    made: dict[str, Any] = api.get_openapi_schema()
    return made


def text() -> str:
    """The document as JSON, two spaces deep."""
    return json.dumps(document(), ensure_ascii=False, indent=2)


def sections() -> list[dict[str, Any]]:
    """The operations by tag, as the reference page shows them."""
    made = document()
    found: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags", ()):
                found[tag].append(_operation(made, path, method, operation))
    return [{"key": tag, "title": str(TAGS[tag]), "operations": operations} for tag, operations in found.items()]


def _operation(made: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    success = next((status for status in operation["responses"] if str(status).startswith("2")), "")
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [_parameter(p) for p in operation["parameters"]],
        "body": [field for kind in body.values() for field in _fields(made, kind["schema"])],
        "answer": [
            field
            for kind in operation["responses"].get(success, {}).get("content", {}).values()
            for field in _fields(made, kind["schema"])
        ],
        "status": success,
        "curl": _curl(path, method, body),
    }


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
    """The fields of an object, or of the rows of a list of objects."""
    shape = _resolved(made, schema)
    if shape.get("type") == "array":
        shape = _resolved(made, shape["items"])
    elif set(shape.get("properties", ())) == {"items", "next", "count"}:
        shape = _resolved(made, shape["properties"]["items"]["items"])
    required = set(shape.get("required", ()))
    return [
        {"name": name, "type": _type(one), "words": one.get("description", ""), "required": name in required}
        for name, one in shape.get("properties", {}).items()
    ]


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
        parts.append("-F file=@evidence.pdf")
    return " ".join([*parts, f'"{api.servers[0]["url"]}{path}"'])
