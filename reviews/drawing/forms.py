"""The forms of a draw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import SupplierClass
from reviews.drawing import planning
from reviews.drawing.drafts import RulesOfDraw
from reviews.forms import MomentInput
from reviews.models import Draw, ExpertField


class RulesForm(forms.ModelForm):
    """The rules of one draw, and which public value it will use."""

    class Meta:
        model = Draw
        fields = ("limit", "what", "source", "known_at", "length")
        widgets = {"known_at": MomentInput()}
        help_texts = {
            "limit": _("Seats that an expert holds in this call already count too."),
            "what": _("Something that nobody can know or influence, as the numbers of a named lottery draw."),
            "source": _("Where everybody can read it afterwards."),
            "known_at": _("The draw must be frozen before; the value is entered after it."),
            "length": _("How many digits it has when everything else is left out."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = planning.paths()
        choices = [(known[one.pk], str(one)) for one in ExpertField.objects.all()]
        for key, label in SupplierClass.choices:
            self.fields[f"fields_{key}"] = forms.MultipleChoiceField(
                label=_("Fields that files of the class “%(label)s” need") % {"label": label},
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                initial=self.instance.fields.get(key, []),
            )
        self.fields["length"].min_value = 1

    def rules(self) -> RulesOfDraw:
        """What was typed, as the domain takes it."""
        data = self.cleaned_data
        fields = {key: data[f"fields_{key}"] for key in SupplierClass.values}
        names = ("limit", "what", "source", "known_at", "length")
        return RulesOfDraw(fields=fields, **{name: data[name] for name in names})


class PinForm(forms.Form):
    """An expert who must sit on a file; asked for its price, or set."""

    file = forms.ModelChoiceField(None, label=_("Enterprise"))
    expert = forms.ModelChoiceField(None, label=_("Expert"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Published with the record: name nobody."),
    )

    def __init__(self, *args, draw: Draw, **kwargs):
        super().__init__(*args, **kwargs)
        from reviews.models import Expert, ReviewFile

        files = ReviewFile.objects.filter(draw_files__draw=draw).select_related("application")
        self.fields["file"].queryset = files.order_by("application__number")
        self.fields["file"].label_from_instance = lambda file: file.application.enterprise_name
        self.fields["expert"].queryset = Expert.objects.filter(pk__in=draw.experts.values("expert"))


class ConfirmForm(forms.Form):
    """The province confirms under a number."""

    confirmation = forms.CharField(
        label=_("Number of the confirmation"),
        max_length=60,
        help_text=_("The document's number; it stands in the public record of the draw."),
    )


class ValueForm(forms.Form):
    """The public value as its source wrote it."""

    published = forms.CharField(
        label=_("Public value"),
        max_length=200,
        help_text=_("As published; spaces and signs are left out, only the digits count."),
    )


class ReasonsForm(forms.Form):
    """Whatever needs reasons."""

    reasons = forms.CharField(label=_("Reasons"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
