"""How often one network address may do something, counted in the cache."""

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in ``seconds`` from one address."""

    action: str
    most: int
    seconds: int

    def _key(self, request) -> str:
        return f"limit:{self.action}:{get_adapter(request).get_client_ip(request)}"

    def wait(self, request) -> int:
        """Count this attempt; minutes to wait when it is one too many, else 0."""
        key, now = self._key(request), time.time()
        tries = [moment for moment in cache.get(key, []) if moment > now - self.seconds]
        if len(tries) >= self.most:
            return int((tries[0] + self.seconds - now) // 60) + 1
        cache.set(key, [*tries, now], self.seconds)
        return 0
