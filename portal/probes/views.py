"""``/healthz``, ``/readyz``, ``/metrics``: for machines on the inner side."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.accounts.access import ANYONE, access
from portal.probes import exposition, readiness


def is_inside(request) -> bool:
    """Whether a request comes straight from a network of ``METRICS_FROM``; one that a proxy brought does not."""
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.METRICS_FROM)


@access(ANYONE)
@require_safe
@never_cache
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@access(ANYONE)
@require_safe
@never_cache
def readyz(request):
    """200 when this process can serve, 503 when not; what is wrong is told inside only."""
    found = readiness.state()
    ready = readiness.is_ready(found)
    content = {"ready": ready} | ({"checks": found} if is_inside(request) else {})
    return JsonResponse(content, status=200 if ready else 503)


@access(ANYONE)
@require_safe
@never_cache
def metrics(request):
    """Figures of this machine's processes and of the portal, for Prometheus."""
    if not is_inside(request):
        raise PermissionDenied
    return HttpResponse(exposition.text(), content_type=CONTENT_TYPE_LATEST)
