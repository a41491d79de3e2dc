"""How often one network address, or one person, may do something, counted in the cache.

Each try is one atomic ``incr``, so that tries that come at the same moment are all counted. Counters
stand for fixed windows; of the window before, as much counts as still lies within the last ``seconds``.
"""

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache

IPV6_PREFIX = 64  # bits: what a provider gives to one line


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in ``seconds``."""

    action: str
    most: int
    seconds: int

    def wait(self, request, *, of: str = "") -> int:
        """Count this try; minutes to wait when it is one too many, else 0.

        Tries are counted for the address that they come from, or for ``of`` (a person) wherever they are.
        """
        window, elapsed = divmod(time.time(), self.seconds)
        key = self._key(of or address_of(request))
        before = min(cache.get(f"{key}:{window - 1:.0f}", 0), self.most)
        tries = _count(f"{key}:{window:.0f}", 2 * self.seconds)
        if tries + before * (1 - elapsed / self.seconds) <= self.most:
            return 0
        return int((self._opens(tries, before) - elapsed) // 60) + 1

    def _opens(self, tries: int, before: int) -> float:
        """When the next try will do, in seconds from the start of this window."""
        room = self.most - tries - 1
        if before and room >= 0:
            return self.seconds * (1 - room / before)
        return self.seconds * (1 + 1 / self.most)

    def _key(self, who: str) -> str:
        return f"limit:{self.action}:{hashlib.sha256(who.encode()).hexdigest()[:24]}"


def address_of(request) -> str:
    """The address behind the trusted proxies; of IPv6 the network that belongs to one line."""
    address = get_adapter(request).get_client_ip(request)
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))
    return address


def _count(key: str, seconds: int) -> int:
    """One more; the count with it."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the cache gave it up in between: counting begins anew
        return 1
