"""What an operator should know before the portal takes anything in."""

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from portal.documents import signing
from portal.documents.models import SealingKey, SealingShare


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


def sealing_recovery(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """Without shares a forgotten passphrase loses the sealed objections."""
    for alias in databases or []:
        tables = connections[alias].introspection.table_names()
        if SealingShare._meta.db_table not in tables:
            continue
        key = SealingKey.objects.using(alias).filter(retired_at=None).first()
        if key and not key.shares.exists():
            return [
                Caution(
                    "The sealing key is not split between two keepers: a forgotten passphrase loses all it seals.",
                    hint="Run: manage.py recover_sealing_key --prepare --keeper NAME --keeper NAME",
                    id="documents.W003",
                )
            ]
    return []


def signing_key(app_configs, **kwargs) -> list[CheckMessage]:
    """Documents of a real office are not signed with a self-made certificate."""
    if settings.SIGNING == "self" and not settings.DEMO:
        return [
            Caution(
                "Official PDFs are signed with a certificate that the portal made for itself.",
                hint="Set SIGNING to pkcs12 or pkcs11 and say where the authority's key is.",
                id="documents.W002",
            )
        ]
    try:
        signing.signer()
    except ImproperlyConfigured as fault:
        return [Error(str(fault), hint="Official PDFs can't be signed.", id="documents.E001")]
    return []
