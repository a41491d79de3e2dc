"""How a page says what the domain refuses: at the form, with what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from applications.policies import Refused


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """What is refused inside comes to stand on ``form``, and the view goes on after the block."""
    try:
        yield
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
