"""What a form says about a required field that was left empty: what to do, with the field's name."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from applications.forms.registration import RegistrationForm

OWN = "未勾选的，不能提交。"


class Sample(forms.Form):
    contact = forms.CharField(label="联系人")
    city = forms.ChoiceField(label="地市", choices=[("440100", "广州市")])
    roads = forms.MultipleChoiceField(
        label="方式", choices=[("a", "甲")], widget=forms.CheckboxSelectMultiple
    )
    letter = forms.FileField(label="推荐函")
    agreed = forms.BooleanField(label="同意")
    promise = forms.BooleanField(label="承诺", error_messages={"required": OWN})
    remark = forms.CharField(label="备注", required=False)


EMPTY = {
    "contact": ["请填写“联系人”。"],
    "city": ["请选择“地市”。"],
    "roads": ["请选择“方式”。"],
    "letter": ["请上传“推荐函”。"],
    "agreed": ["请勾选“同意”。"],
    "promise": [OWN],
}


def test_an_empty_field_is_named_with_what_to_do():
    with translation.override("zh-hans"):
        assert dict(Sample({}).errors) == EMPTY
    with translation.override("en"):
        assert dict(Sample({}).errors)["contact"] == ["Please fill in “联系人”."]


def test_one_form_teaches_the_next_nothing():
    """The words belong to the form's own copy of the field, in the language of its request."""
    with translation.override("zh-hans"):
        assert Sample({}).errors
    with translation.override("en"):
        assert Sample({}).errors["city"] == ["Please choose “地市”."]


def test_the_summary_says_the_name_once():
    with translation.override("zh-hans"):
        page = Template('{% include "components/errors.html" %}').render(Context({"form": Sample({})}))
    assert '<a href="#id_contact">请填写“联系人”。</a>' in page
    assert '<a href="#id_promise">承诺</a>：' + OWN in page


@pytest.mark.django_db
def test_registration_names_what_is_empty():
    with translation.override("zh-hans"):
        errors = RegistrationForm({}).errors
    assert errors["contact"] == ["请填写“联系人”。"]
    assert errors["uscc"] == ["请填写“统一社会信用代码”。"]
    assert errors["city"] == ["请选择“地市”。"]
