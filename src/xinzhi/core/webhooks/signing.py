"""The signature of a message, by the Standard Webhooks specification 1.0 (standardwebhooks.com).

`webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`. Its libraries verify ours.
"""

import base64
import hashlib
import hmac

TOLERANCE = 300  # seconds: an older message is a replay


def sign(secret: str, event: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(secret: str, event: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Xinzhi-Webhooks/1",
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, event, timestamp, body),
    }
