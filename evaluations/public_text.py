"""Texts that go public: refused while they hold what belongs to a person."""

from django.utils.translation import gettext as _

from applications.policies import Refused
from publication.private_data import found_in


def refuse_private(*texts: str) -> None:
    """Raise Refused, naming what one of ``texts`` holds of a person's numbers and addresses."""
    if held := found_in("\n".join(texts)):
        raise Refused(_("What the public reads holds %(what)s.") % {"what": "、".join(map(str, held))})
