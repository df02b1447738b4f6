"""Who asks: a token's owner, a person signed in with the browser, or anyone."""

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from xinzhi.core.keys import hash_of, prefix_of
from xinzhi.core.models import ApiToken
from xinzhi.core.roles import narrowed
from xinzhi.core.scopes import READ

from .problems import Problem, Unauthenticated

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
USED_EVERY = dt.timedelta(hours=1)  # how exactly the last use is known: one write an hour at most


@dataclass(frozen=True, slots=True)
class Caller:
    """`ident` names who is counted for limits and retries: a token, a person, or an address."""

    user: Any
    ident: str
    token: ApiToken | None = None


def identify(request: HttpRequest) -> Caller:
    """Who sends the request.

    Raises Unauthenticated for a token that opens nothing, Problem 403 for a write from a browser without CSRF token.
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Unauthenticated(_("Send the token as «Authorization: Bearer …»."), "invalid_request")
        return _by_token(secret.strip())
    user = request.user
    if not user.is_authenticated:
        return Caller(AnonymousUser(), f"address:{address_of(request)}")
    if request.method not in SAFE and check_csrf(request):
        raise Problem(403, _("A write from the browser needs the CSRF token."))
    return Caller(user, f"person:{user.pk}")


def caller_of(request: HttpRequest) -> Caller:
    """Who `served` found to be asking."""
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def address_of(request: HttpRequest) -> str:
    """The client's address; behind `PROXY_COUNT` proxies the one that the outermost of them saw."""
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    known = settings.PROXY_COUNT and len(passed) >= settings.PROXY_COUNT
    return (passed[-settings.PROXY_COUNT] if known else request.META.get("REMOTE_ADDR", ""))[:64]


def _by_token(secret: str) -> Caller:
    token = ApiToken.objects.select_related("owner").filter(prefix=prefix_of(secret)).first()
    if token is None or not hmac.compare_digest(token.secret_hash, hash_of(secret)):
        raise Unauthenticated(_("There is no such token."), "invalid_token")
    now = timezone.now()
    if token.revoked_at is not None:
        raise Unauthenticated(_("The token was revoked."), "invalid_token")
    if token.expires_at <= now:
        raise Unauthenticated(_("The token has expired. Make a new one."), "invalid_token")
    if not token.owner.is_active:
        raise Unauthenticated(_("The token's owner has no account any more."), "invalid_token")
    if token.last_used_at is None or token.last_used_at < now - USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return Caller(narrowed(token.owner, token.organisation_id), f"token:{token.pk}", token)


class Token(AuthBase):
    """An operation's door: the scope that a token needs. Its name is that of the scheme in the OpenAPI document."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    public = False

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        caller = caller_of(request)
        if caller.token is not None and self.scope not in caller.token.scopes:
            detail = _("The token lacks the scope «%(scope)s».") % {"scope": self.scope}
            challenge = f'Bearer realm="xinzhi", error="insufficient_scope", scope="{self.scope}"'
            raise Problem(403, detail, headers={"WWW-Authenticate": challenge})
        if not self.public and not caller.user.is_authenticated:
            raise PermissionDenied
        return caller.user


class OptionalToken(Token):
    """A door that is open to anyone; a token that is sent must still be good for it."""

    public = True


def anyone() -> Token:
    """For reading what is public: everyone is let in, a token needs the scope «read»."""
    return OptionalToken(READ)


def signed_in() -> Token:
    """For reading what is a person's own: nobody is not enough, a token needs the scope «read»."""
    return Token(READ)


def needs(scope: str) -> Token:
    """For writing: a person or a token with this scope. Whether the person may is decided by the action."""
    return Token(scope)
