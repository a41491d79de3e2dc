"""The form with which an enterprise keeps its contact data."""

from django import forms

from applications.models import Enterprise
from portal.accounts.forms import PhoneField


class ContactForm(forms.ModelForm):
    phone = PhoneField()

    class Meta:
        model = Enterprise
        fields = ["contact", "phone", "email"]
