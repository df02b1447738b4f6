"""How keys of programs and signing secrets are kept: as a digest, or not at all."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

_PREFIX = 12


def prefix_of(secret: str) -> str:
    """The first characters of a token's key, by which its owner recognises it: «xz_» and 54 random bits."""
    return secret[:_PREFIX]


def hash_of(secret: str) -> str:
    """The SHA-256 of a token's key in hexadecimal digits. It is not stretched: the key has 328 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signing_secret(salt: str) -> str:
    """The secret of a webhook, derived from its random salt and the installation's key («whsec_» and base64).

    The form is that of the Standard Webhooks specification 1.0. A new SECRET_KEY changes every secret.
    """
    digest = salted_hmac("xinzhi.webhook", salt, algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(digest).decode()}"
