"""What an operator should know before the portal takes anything in."""

from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from django.db import connections

from portal.documents.models import SealingKey


def sealing_key(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """Without a key no objection can be taken in (``manage.py check --database default``)."""
    for alias in databases or []:
        if SealingKey._meta.db_table not in connections[alias].introspection.table_names():
            continue
        if not SealingKey.objects.using(alias).filter(retired_at=None).exists():
            return [
                Caution(
                    "There is no sealing key: objections are refused until there is one.",
                    hint="Run: manage.py create_sealing_key --officer USERNAME",
                    id="documents.W001",
                )
            ]
    return []
