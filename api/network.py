"""Say from which network a request comes, coarsely, to count failures by.

Rules:

- The address is the connection's. ``X-Forwarded-For`` is believed only where a configured
  proxy sent the request, and there only up to the last address that no such proxy has.
- Only a prefix is used: 24 bits of an IPv4 address, 48 of an IPv6 one. It is hashed with a
  key of the day before anything is stored (``data.repositories.limits``).

What it does not do: find out who or where somebody is.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request

UNKNOWN = "unknown"
PREFIXES = {4: 24, 6: 48}
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def network_of(request: Request, proxies: Sequence[Network]) -> str:
    """Give the prefix a request comes from; one and the same text for whoever has none."""
    client = request.client
    forwarded = request.headers.get("x-forwarded-for", "")
    return prefix_of(client.host if client else "", forwarded, proxies)


def prefix_of(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Give the prefix of an address, seen through trusted proxies.

    Args:
        peer: The connection's address.
        forwarded: What ``X-Forwarded-For`` says, nearest last.
        proxies: Whose word is believed.
    """
    address = _address(peer)
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while address is not None and hops and any(address in network for network in proxies):
        address = _address(hops.pop())
    if address is None:
        return UNKNOWN
    return str(ip_network((address, PREFIXES[address.version]), strict=False))


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
