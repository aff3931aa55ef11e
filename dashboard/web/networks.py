"""A word for the network that a reader comes from, so that a service can count how many come from there.

Nobody can tell the address from it: it is a keyed hash of the network, and the key is new at each start. It is written
nowhere.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from typing import Final

_IPV4_PREFIX: Final = 24
_IPV6_PREFIX: Final = 48
_LENGTH: Final = 32


def word(host: str, key: bytes) -> str:
    """Return the word for the network of an address; all addresses of one /24, or of one /48 of IPv6, share it.

    Args:
        host: Where the request came from, as the server knows it.
        key: The process's own.
    """
    return hmac.new(key, of(host).encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def is_among(host: str, those: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Tell whether a host is an address of one of those networks."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in each for each in those)


def of(host: str) -> str:
    """Return the network of an address as it is written; a host without an address is a network of its own."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    prefix = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX  # noqa: PLR2004 - the version of IP
    return str(ipaddress.ip_network((address, prefix), strict=False))
