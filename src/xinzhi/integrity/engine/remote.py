"""Sending a deposit to a service over its API; the file is streamed."""

import http.client
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

_CHUNK = 1024 * 1024
_TIMEOUT = 120
_MENDABLE = {301, 302, 307, 308, 401, 403, 404, 408, 429}  # a token, a role, an address: nothing wrong with the deposit


class Unreachable(Exception):  # noqa: N818  a state, told to people
    """The service cannot be reached, is in trouble, or does not know us: what waits goes on waiting."""


class Refused(Exception):  # noqa: N818
    """The service has read the deposit and will not have it."""


def send(url: str, token: str, project: str, file: Path, fields: dict[str, str]) -> dict[str, object]:
    """The service's answer to the deposit. Raises Unreachable and Refused, each with its reason."""
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused(f"{url}: not an address of a service (https://…).")
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    head, tail, kind = _frame(fields, file.name)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": kind,
        "Content-Length": str(len(head) + file.stat().st_size + len(tail)),
    }
    link = connect(parts.hostname, parts.port, timeout=_TIMEOUT)
    try:
        with file.open("rb") as opened:
            path = f"{parts.path}/api/v1/research/{quote(project, safe='')}/deposits"
            link.request("POST", path, body=_body(head, opened, tail), headers=headers)
            answer = link.getresponse()
            text = answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{url}: {error or type(error).__name__}") from error
    finally:
        link.close()
    if answer.status >= 500 or answer.status in _MENDABLE:
        raise Unreachable(f"{url}: {answer.status} {_detail(text) or answer.reason}")
    if answer.status >= 300:
        raise Refused(f"{url}: {answer.status} {_detail(text) or answer.reason}")
    found: dict[str, object] = json.loads(text)
    return found


def _frame(fields: dict[str, str], name: str) -> tuple[bytes, bytes, str]:
    """What stands before and after the bytes in multipart/form-data (RFC 7578), and its content type."""
    mark = secrets.token_hex(16)
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    safe = name.replace("\\", "_").replace('"', "%22").replace("\r", "").replace("\n", "")
    lines.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return "".join(lines).encode(), f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _body(head: bytes, file: BinaryIO, tail: bytes) -> Iterator[bytes]:
    yield head
    while chunk := file.read(_CHUNK):
        yield chunk
    yield tail


def _detail(text: str) -> str:
    try:
        return str(json.loads(text).get("detail", ""))
    except (ValueError, AttributeError):
        return ""
