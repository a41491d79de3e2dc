"""What every form shares whose texts the public will read."""

from django.utils.translation import gettext, pgettext

from publication.private_data import found_in


class PublicTexts:
    """Before a form's class: refuses texts that hold what belongs to a person, field by field."""

    def clean(self) -> dict:
        cleaned = super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and (held := found_in(value)):
                text = gettext("The public reads this; please take out %(what)s.")
                self.add_error(
                    name, text % {"what": pgettext("between items", ", ").join(str(label) for label in held)}
                )
        return cleaned
