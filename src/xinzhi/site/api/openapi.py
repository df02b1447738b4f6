"""What ninja's OpenAPI document leaves unsaid or says otherwise than we answer."""

import json
import re
from functools import cache
from typing import Any

from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi import get_schema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder

from xinzhi.core.api.words import gettext_lazy as _

# The state of these is decided on, so that a caller may say which state it was read in.
_GUARDED = re.compile(
    r"/(reports|presses|statements|relations|titles|matches|imports|editions|payments|members|filings)/{number}/(?!evidence)"
)
_HEADERS = {
    "Idempotency-Key": _("any text of your own: the same request with it again is not done twice"),
    "If-Match": _("the ETag you read: the write is refused when the thing has changed since"),
}


class Api(NinjaAPI):
    """Names operations by their address, and completes the document."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """An operation's name from its address: post_reports_number_submit."""
        return re.sub(r"\W+", "_", f"{operation.methods[0].lower()}_{operation.path.strip('/')}").strip("_")

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """The document in the language in force, as plain JSON values that nobody changes.

        Beside ninja's it has the media type of problems, optional tokens, and the headers that writes take. It is made
        once for each language, for that takes seconds: nothing in it depends on what is stored.
        """
        prefix = path_prefix or self.get_root_path(path_params or {})
        return _document(self, prefix, get_language())


@cache
def _document(api: NinjaAPI, prefix: str, _language: str | None) -> Any:
    made = get_schema(api, path_prefix=prefix)
    made["components"].get("securitySchemes", {}).pop("OptionalToken", None)
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return json.loads(json.dumps(made, cls=NinjaJSONEncoder))  # lazy texts become those of this language


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 300 and "content" in response:
            response["content"] = {"application/problem+json": response["content"].pop("application/json")}
    if operation.get("security") == [{"OptionalToken": []}]:
        operation["security"] = [{}, {"Token": []}]
    if method == "post":
        operation["parameters"].append(_header("Idempotency-Key"))
    if method == "patch" or (method == "post" and _GUARDED.search(path)):
        operation["parameters"].append(_header("If-Match"))


def _header(name: str) -> dict[str, Any]:
    words = _HEADERS[name]
    return {
        "in": "header",
        "name": name,
        "required": False,
        "schema": {"type": "string", "maxLength": 200},
        "description": words,
    }
