"""The state machine of an application, whole. Steps are those of the policy's annex 1 (and 2).

Only :func:`applications.steps.advance` calls these transitions; ``docs/workflow.md`` is generated
from them. Tables keyed by state are total; a test proves it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition


class State(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    AT_COUNTY = "at_county", _("County collation")
    AT_CITY = "at_city", _("City compliance check")
    RETURNED = "returned", _("Returned for correction")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")
    REPORTED = "reported", _("Reported to the province")
    IN_REVIEW = "in_review", _("In expert review")
    REVIEWED = "reviewed", _("Review reported")
    PROPOSED = "proposed", _("Proposed")
    IN_PUBLICITY = "in_publicity", _("In publicity")
    UNDER_OBJECTION = "under_objection", _("Under objection")
    DECLINED = "declined", _("Not recognised")
    ANNOUNCED = "announced", _("Announced")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class Step(models.TextChoices):
    """What moves an application, in the words of the button."""

    SUBMIT = "submit", _("Submit")
    PASS_ON = "pass_on", _("Pass on to the city")
    RETURN = "return_for_correction", _("Return for correction")
    RESUBMIT = "resubmit", _("Submit the correction")
    REPORT = "report", _("Report to the province, copy to the alliance")
    NOT_RECOMMEND = "not_recommend", _("Do not recommend")
    TAKE_UP = "take_up", _("Take up again")
    OPEN_REVIEW = "open_review", _("Open the review")
    REPORT_RESULTS = "report_results", _("Report the results")
    PROPOSE = "propose", _("Propose for the list")
    DECLINE = "decline", _("Decline")
    PUBLICISE = "publicise", _("Publicise")
    CONTEST = "contest", _("Admit an objection")
    RESOLVE = "resolve", _("Close the objection")
    UPHOLD = "uphold", _("Uphold the objection: leave the list")
    CORRECT = "correct", _("Uphold the objection: correct the entry")
    ADD = "add", _("Uphold the objection: add to the list")
    ANNOUNCE = "announce", _("Announce")
    WITHDRAW = "withdraw", _("Withdraw")
    LAPSE = "lapse", _("Lapse")


class Holder(models.TextChoices):
    """Which kind of organisation has the file."""

    ENTERPRISE = "enterprise", _("Enterprise")
    COUNTY = "county", _("County")
    CITY = "city", _("City")
    PROVINCE = "province", _("Province")
    ALLIANCE = "alliance", _("Alliance")
    NOBODY = "nobody", _("Closed")


HOLDERS: dict[str, Holder] = {
    State.DRAFT: Holder.ENTERPRISE,
    State.AT_COUNTY: Holder.COUNTY,
    State.AT_CITY: Holder.CITY,
    State.RETURNED: Holder.ENTERPRISE,
    State.NOT_RECOMMENDED: Holder.PROVINCE,
    State.REPORTED: Holder.ALLIANCE,
    State.IN_REVIEW: Holder.ALLIANCE,
    State.REVIEWED: Holder.PROVINCE,
    State.PROPOSED: Holder.PROVINCE,
    State.IN_PUBLICITY: Holder.PROVINCE,
    State.UNDER_OBJECTION: Holder.PROVINCE,
    State.DECLINED: Holder.NOBODY,
    State.ANNOUNCED: Holder.NOBODY,
    State.WITHDRAWN: Holder.NOBODY,
    State.LAPSED: Holder.NOBODY,
}

# Which of the policy's ten steps a state belongs to (annex 1); 0 before and beside them.
POLICY_STEPS: dict[str, int] = {
    State.DRAFT: 2,
    State.AT_COUNTY: 3,
    State.AT_CITY: 4,
    State.RETURNED: 2,
    State.NOT_RECOMMENDED: 4,
    State.REPORTED: 5,
    State.IN_REVIEW: 6,
    State.REVIEWED: 7,
    State.PROPOSED: 8,
    State.IN_PUBLICITY: 8,
    State.UNDER_OBJECTION: 9,
    State.DECLINED: 8,
    State.ANNOUNCED: 10,
    State.WITHDRAWN: 0,
    State.LAPSED: 0,
}

# The colour of a state's chip.
TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.AT_COUNTY: "info",
    State.AT_CITY: "info",
    State.RETURNED: "warn",
    State.NOT_RECOMMENDED: "warn",
    State.REPORTED: "info",
    State.IN_REVIEW: "info",
    State.REVIEWED: "info",
    State.PROPOSED: "ok",
    State.IN_PUBLICITY: "warn",
    State.UNDER_OBJECTION: "danger",
    State.DECLINED: "neutral",
    State.ANNOUNCED: "ok",
    State.WITHDRAWN: "neutral",
    State.LAPSED: "neutral",
}

WITH_AUTHORITY = [State.AT_COUNTY, State.AT_CITY]
BEFORE_PUBLICITY = [
    State.DRAFT,
    State.AT_COUNTY,
    State.AT_CITY,
    State.RETURNED,
    State.NOT_RECOMMENDED,
    State.REPORTED,
    State.IN_REVIEW,
    State.REVIEWED,
    State.PROPOSED,
]


class ApplicationWorkflow(models.Model):
    """The state and every lawful change of it."""

    state = FSMField(_("state"), default=State.DRAFT, choices=State.choices, protected=True, max_length=20)

    class Meta:
        abstract = True

    @transition(field=state, source=State.DRAFT, target=RETURN_VALUE(State.AT_COUNTY, State.AT_CITY))
    def submit(self):
        """Annex 1, step 2: to the county; in 东莞 and 中山, and in evaluations, straight to the city."""
        return self.first_authority_state

    @transition(field=state, source=State.AT_COUNTY, target=State.AT_CITY)
    def pass_on(self):
        """Annex 1, step 3: the county has collated the file."""

    @transition(field=state, source=WITH_AUTHORITY, target=State.RETURNED)
    def return_for_correction(self):
        """Annex 1, steps 3 and 4: back to the enterprise, with reason and deadline."""

    @transition(field=state, source=State.RETURNED, target=RETURN_VALUE(State.AT_COUNTY, State.AT_CITY))
    def resubmit(self):
        """Back to who returned it."""
        return self.returned_from

    @transition(field=state, source=State.AT_CITY, target=State.REPORTED)
    def report(self):
        """Annex 1, step 4: recommended; to the province with copy to the alliance."""

    @transition(field=state, source=State.AT_CITY, target=State.NOT_RECOMMENDED)
    def not_recommend(self):
        """Annex 1, step 4: not recommended, with reasons."""

    @transition(field=state, source=State.NOT_RECOMMENDED, target=State.REPORTED)
    def take_up(self):
        """The province takes a file up that the city did not recommend, with reasons."""

    @transition(field=state, source=State.REPORTED, target=State.IN_REVIEW)
    def open_review(self):
        """Annex 1, step 5."""

    @transition(field=state, source=State.IN_REVIEW, target=State.REVIEWED)
    def report_results(self):
        """Annex 1, step 7."""

    @transition(field=state, source=State.REVIEWED, target=State.PROPOSED)
    def propose(self):
        """Annex 1, step 8: the deliberation puts it on the list."""

    @transition(
        field=state,
        source=[State.REVIEWED, State.PROPOSED, State.NOT_RECOMMENDED],
        target=State.DECLINED,
    )
    def decline(self):
        """Annex 1, step 8: the deliberation leaves it off the list."""

    @transition(field=state, source=State.PROPOSED, target=State.IN_PUBLICITY)
    def publicise(self):
        """Annex 1, step 8."""

    @transition(field=state, source=State.IN_PUBLICITY, target=State.UNDER_OBJECTION)
    def contest(self):
        """Annex 1, step 9: an objection on this entry is open."""

    @transition(field=state, source=State.UNDER_OBJECTION, target=State.IN_PUBLICITY)
    def resolve(self):
        """The last open objection on this entry was dismissed."""

    @transition(field=state, source=[State.IN_PUBLICITY, State.UNDER_OBJECTION], target=State.DECLINED)
    def uphold(self):
        """An objection was upheld: the entry leaves the list."""

    @transition(field=state, source=[State.IN_PUBLICITY, State.UNDER_OBJECTION], target=State.PROPOSED)
    def correct(self):
        """An objection was upheld: the corrected entry is publicised anew."""

    @transition(field=state, source=State.DECLINED, target=State.PROPOSED)
    def add(self):
        """An objection was upheld: one left out is added and publicised."""

    @transition(field=state, source=State.IN_PUBLICITY, target=State.ANNOUNCED)
    def announce(self):
        """Annex 1, step 10."""

    @transition(field=state, source=BEFORE_PUBLICITY, target=State.WITHDRAWN)
    def withdraw(self):
        """By the applicant, up to the start of publicity."""

    @transition(field=state, source=BEFORE_PUBLICITY, target=State.LAPSED)
    def lapse(self):
        """Not submitted or not corrected in time, or the call was cancelled."""
