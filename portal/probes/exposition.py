"""The text that Prometheus reads."""

import logging
import os
from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from portal.probes.gauges import gauges

log = logging.getLogger(__name__)


def text() -> bytes:
    """Requests of every web process of this machine, then what the database knows."""
    known = CollectorRegistry()
    known.register(Known())
    return generate_latest(_processes()) + generate_latest(known)


def _processes() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


class Known:
    """Read anew each time, so that every process tells the same; a gauge that fails leaves the others."""

    def describe(self) -> list:
        """Nothing beforehand: to register asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at = timezone.now()
        for gauge in gauges:
            try:
                values = list(gauge.read(at))
            except Exception:
                log.exception("The gauge %s could not be read", gauge.key)
                continue
            family = GaugeMetricFamily(gauge.key, gauge.help, labels=[gauge.label] if gauge.label else [])
            for label, value in values:
                family.add_metric([label] if gauge.label else [], value)
            yield family
