"""The administrators' pages for accounts, organisations, divisions and days."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts import people, sessions
from portal.accounts.admin_site import AuditedAdmin
from portal.accounts.forms import PhoneField
from portal.accounts.models import Division, Organisation, User
from portal.accounts.roles import Role
from portal.audit.chain import record
from portal.workdays.models import DayOverride
from portal.workdays.notices import Setting, enter


class OfficialForm(forms.ModelForm):
    """A person with role and organisation; enterprises' people register themselves."""

    phone = PhoneField(required=False)

    class Meta:
        model = User
        fields = ["username", "name", "email", "phone", "role", "organisation", "language", "identity"]
        help_texts = {
            "identity": _(
                "The person's number at the province's unified identity, exactly as the provider sends it. Whoever signs in there with it is this account."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "email" in self.fields:
            self.fields["email"].required = True
        if "role" in self.fields:
            self.fields["role"].choices = [c for c in Role.choices if c[0] != Role.ENTERPRISE]
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.exclude(
                kind=Organisation.Kind.ENTERPRISE
            ).filter(is_active=True)

    def clean_identity(self):
        """Empty is nobody's identity, as often as it stands."""
        return (self.cleaned_data["identity"] or "").strip() or None


@admin.register(User)
class UserAdmin(AuditedAdmin):
    form = OfficialForm
    list_display = ["username", "name", "role", "organisation", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["organisation"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["username", "name", "email", "organisation__name", "organisation__code"]
    search_help_text = _("User name, name, e-mail, organisation or its code")
    actions = ["mail_reset", "unlock", "reset_factors", "sign_out", "deactivate", "activate"]
    readonly_fields = ["is_active", "last_login", "date_joined"]

    def get_fields(self, request, obj=None):
        return [*OfficialForm.Meta.fields, *(self.readonly_fields if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        """Role and organisation of an enterprise's person, and one's own, stay as they are."""
        fixed = obj and (obj.role == Role.ENTERPRISE or obj.pk == request.user.pk)
        return [*self.readonly_fields, *(["role", "organisation"] if fixed else [])]

    def save_model(self, request, obj, form, change):
        if change:
            people.change(obj, fields=form.changed_data, by=request.user, at=timezone.now())
            return
        people.enter(obj, by=request.user, at=timezone.now())
        people.mail_reset(obj, request=request, by=request.user, at=timezone.now())
        messages.info(request, _("A mail with a link to set the password was sent to the person."))

    @admin.action(description=_("Mail a link to set a new password"), permissions=["change"])
    def mail_reset(self, request, queryset):
        reachable = [person for person in queryset if person.email and person.is_active]
        for person in reachable:
            people.mail_reset(person, request=request, by=request.user, at=timezone.now())
        self._say(request, len(reachable), queryset.count())

    @admin.action(description=_("Unlock after failed sign-ins"), permissions=["change"])
    def unlock(self, request, queryset):
        for person in queryset:
            people.unlock(person, request=request, by=request.user, at=timezone.now())
        self._say(request, queryset.count(), queryset.count())

    @admin.action(description=_("Remove second factors (device lost)"), permissions=["change"])
    def reset_factors(self, request, queryset):
        done = [people.reset_factors(person, by=request.user, at=timezone.now()) for person in queryset]
        self._say(request, sum(done), len(done))

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out(self, request, queryset):
        others = queryset.exclude(pk=request.user.pk)
        done = [bool(sessions.end(person, current="", by=request.user)) for person in others]
        self._say(request, sum(done), queryset.count())

    @admin.action(description=_("Deactivate"), permissions=["change"])
    def deactivate(self, request, queryset):
        self._set_active(request, queryset, active=False)

    @admin.action(description=_("Activate"), permissions=["change"])
    def activate(self, request, queryset):
        self._set_active(request, queryset, active=True)

    def _set_active(self, request, queryset, *, active: bool) -> None:
        done = [
            people.set_active(person, active=active, by=request.user, at=timezone.now())
            for person in queryset
        ]
        self._say(request, sum(done), len(done))

    def _say(self, request, done: int, chosen: int) -> None:
        text = ngettext("Done for %(done)d account.", "Done for %(done)d accounts.", done) % {"done": done}
        if done < chosen:
            text += " " + str(
                _(
                    "The others were left as they are: already so, your own account, or without a usable e-mail."
                )
            )
        messages.success(request, text)


class RecordedAdmin(AuditedAdmin):
    """Each change of a row is one event: which fields, never what stands in them."""

    kind = ""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        record(
            kind=self.kind,
            id=str(obj.pk),
            action="change" if change else "create",
            by=request.user,
            data={"fields": sorted(form.changed_data)},
            at=timezone.now(),
        )


@admin.register(Organisation)
class OrganisationAdmin(RecordedAdmin):
    """Authorities and the alliance; an enterprise's data are its own affair, only 'active' is ours."""

    kind = "organisation"
    list_display = ["code", "name", "kind", "telephone", "is_active"]
    list_display_links = ["code", "name"]
    list_filter = ["kind", "is_active"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["code", "name", "name_en"]
    fields = [
        "kind",
        "code",
        "division",
        "name",
        "name_en",
        "office",
        "postal_address",
        "postcode",
        "telephone",
        "is_active",
    ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        fixed = ["kind", "code", "division"]
        return [*fixed, "name"] if obj.kind == Organisation.Kind.ENTERPRISE else fixed

    def has_add_permission(self, request) -> bool:
        """The authorities follow the divisions (GB/T 2260); enterprises register themselves."""
        return False


@admin.register(Division)
class DivisionAdmin(AuditedAdmin):
    list_display = ["code", "name", "name_en", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "name_en"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(DayOverride)
class DayOverrideAdmin(AuditedAdmin):
    list_display = ["date", "working", "note"]
    list_filter = ["working"]
    date_hierarchy = "date"

    def get_readonly_fields(self, request, obj=None):
        """A day is set anew or taken out on the page of working days; it never turns into another."""
        return ["date"] if obj else []

    def save_model(self, request, obj, form, change):
        """Through the one door, so that running deadlines move with the day and it is on record."""
        day = [Setting(obj.date, obj.working)]
        enter(days=day, notice=obj.note, by=request.user, at=timezone.now())
        obj.pk = DayOverride.objects.get(date=obj.date).pk
