"""A frozen version's pages as HTML, drawn once: what was submitted never changes, so neither does its picture."""

from collections import OrderedDict
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from applications.dossier import reading
from applications.models import SubmittedVersion

MOST = 256  # versions in each language that a process keeps; about 60 KB each
_kept: OrderedDict[tuple[str, str], SafeString] = OrderedDict()
_lock = Lock()


def dossier(version: SubmittedVersion) -> SafeString:
    """The dossier of ``version`` in the reader's language; who may read it is asked by the view, each time.

    Kept by the digest of the content, so that a picture can't outlive what it shows.
    """
    key = (version.sha256, get_language() or "")
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    html = render_to_string("applications/dossier/reading.html", reading.page(version.content))
    with _lock:
        _kept[key] = html
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return html
