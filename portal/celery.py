"""The Celery app; what runs and when is registered in ``portal.notifications``.

Celery is the outbox's second worker: beat asks for the relay and the schedule, the relay leases due
rows and hands over their ids. Without Redis the embedded worker (``manage.py work``) does the same.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "relay": {"task": "portal.relay", "schedule": 5.0, "options": {"expires": 5}},
    "schedule": {"task": "portal.run_schedule", "schedule": 30.0, "options": {"expires": 30}},
}
