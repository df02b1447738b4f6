"""Posting to an address that a person gave us, without becoming their way into our network.

The name is resolved once, every address it has must be a public one, and the connection goes to the very address
that was looked at (no second look-up that could answer otherwise). Redirects are not followed, proxies not used.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TIMEOUT = 10  # seconds for the whole of one try
_MOST_READ = 2000  # bytes of the answer that are kept


class Refused(Exception):  # noqa: N818  the address, not the program, is at fault
    """The address may not be posted to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where no answer came; `text` is its beginning, or why there was none."""

    status: int | None
    text: str

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def check_url(url: str) -> None:
    """Raise ValidationError unless the address may be kept: https, a name, no user, no private address in it.

    The name is resolved only when something is sent: what it points to may change.
    """
    parts = _split(url)
    allowed = {"https", "http"} if settings.WEBHOOKS_TO_PRIVATE else {"https"}
    if parts is None or parts.scheme not in allowed or not parts.hostname or parts.username or parts.password:
        raise ValidationError({"url": _("Give an https:// address without user name.")})
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    if not _is_public(literal):
        raise ValidationError({"url": _("This address is private: it cannot be reached from here.")})


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """What the other side answered. Never raises for what happens on the way: the answer says it."""
    deadline = time.monotonic() + TIMEOUT
    try:
        connection = _connection(url)
        try:
            parts = urlsplit(url)
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("POST", target, body, headers)
            response = connection.getresponse()
            text = _read(response, connection, deadline)
            return Answer(response.status, text)
        finally:
            connection.close()
    except Refused as error:
        return Answer(None, str(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:500])


def public_address(host: str, port: int) -> str:
    """An address of the host to connect to. Raises Refused when any of its addresses is not public."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not _is_public(ipaddress.ip_address(str(address).partition("%")[0])):
            raise Refused(f"{host} has the private address {address}")
    return str(found[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is one of the open internet, also where IPv6 only wraps an IPv4 address."""
    if settings.WEBHOOKS_TO_PRIVATE:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        fits = parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:  # no port, or brackets that are none
        return None
    return parts if fits else None


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and settings.WEBHOOKS_TO_PRIVATE:
        port = parts.port or 80
        return _Pinned(host, port, public_address(host, port), None)
    if parts.scheme != "https":
        raise Refused("only https:// is posted to")
    port = parts.port or 443
    return _Pinned(host, port, public_address(host, port), ssl.create_default_context())


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, while names and certificates are those of the host."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._context = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _read(response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float) -> str:
    """The beginning of the answer; a slow sender does not hold the worker beyond the deadline."""
    found = b""
    while len(found) < _MOST_READ and (left := deadline - time.monotonic()) > 0:
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = response.read1(_MOST_READ - len(found))
        if not part:
            break
        found += part
    return found.decode("utf-8", "replace").replace("\x00", "")[:500]
