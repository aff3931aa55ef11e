"""What every answer says of itself to a browser, whoever gives it: a page, the guard, or the server beneath them."""

from typing import Final

STRICT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For plain pages: no script, nothing inline, nothing from elsewhere."""

CONTENT_POLICY: Final = "Content-Security-Policy"


def headers(origin: str) -> dict[str, str]:
    """Return the headers of every answer beside the Content-Security-Policy, which a page may bring itself.

    Args:
        origin: Where readers find these pages.
    """
    same = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return same | ({"Strict-Transport-Security": "max-age=31536000"} if origin.startswith("https://") else {})
