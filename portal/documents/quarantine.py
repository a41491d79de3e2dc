"""Every upload passes the virus scanner before it is kept, where one is configured (``CLAMD_SOCKET``).

A scanner that is configured but doesn't answer lets nothing through: what was not looked at is not kept.
"""

import logging
from pathlib import Path

import clamd
from django.conf import settings
from django.utils.translation import gettext as _

from portal.documents.inspection import Rejected

SECONDS = 60
log = logging.getLogger(__name__)


def scan(path: Path, *, name: str) -> None:
    """Raise Rejected when the scanner finds something in the file at ``path``, or can't say."""
    if not settings.CLAMD_SOCKET:
        return
    status, found = _asked(path)
    if status == "OK":
        return
    if status == "FOUND":
        log.warning("upload refused by the virus scanner: %s", found)
        raise Rejected(
            _(
                "“%(name)s” was not taken: the virus scanner found something harmful in it. "
                "Clean your computer, save the document again and upload that copy."
            )
            % {"name": name},
            code="virus",
        )
    log.error("the virus scanner does not answer: %s", found)
    raise Rejected(
        _(
            "“%(name)s” was not taken: it can't be checked for viruses at the moment. "
            "What you filled in is kept; please upload the file again in some minutes."
        )
        % {"name": name},
        code="unscanned",
    )


def _asked(path: Path) -> tuple[str, str]:
    scanner = clamd.ClamdUnixSocket(settings.CLAMD_SOCKET, timeout=SECONDS)
    try:
        with path.open("rb") as file:
            return scanner.instream(file)["stream"]
    except (clamd.ClamdError, OSError, KeyError) as fault:
        return "ERROR", type(fault).__name__
