"""The product catalogue of the story: most members enter what their dossiers offer, some wait for approval."""

from datetime import datetime

from portal.demo.people import Cast
from portal.demo.story import Story
from publication import catalogue
from publication.catalogue_prefill import Offer, offers
from publication.forms.catalogue import FORMS
from publication.models import CatalogueEntry, Membership

MEMBERS = 18
"""Members with products; each takes at most two, and every third one publishes a case."""
WAITING = 3


class Products:
    """Plans the catalogue over one story and cast, after the first announcement."""

    def __init__(self, story: Story, cast: Cast, *, announced: int) -> None:
        self.story, self.cast = story, cast
        for number in range(MEMBERS):
            # Without the story's dice: whoever throws them moves what the others throw.
            when = story.moment(announced - 5 - 3 * number, 9 + number % 8, 7 * number % 60)
            story.plan(when, lambda at, n=number: self.enter(n, at))
        story.plan(story.moment(6, 10), self.refused)
        story.plan(story.moment(2, 10), self.changed)
        story.plan(story.moment(2, 15), self.withdrawn)
        story.plan(story.moment(1, 10), self.added)

    def members(self) -> list[Membership]:
        """Those who keep products: ``enterprise-1`` in front, then as they entered."""
        first = self.cast.enterprises[0].pk
        rows = list(Membership.objects.select_related("enterprise__organisation").order_by("pk"))
        return sorted(rows, key=lambda row: row.enterprise_id != first)

    def ask(self, member: Membership, offer: Offer, at: datetime, entry=None, **changes):
        """Send the dossier's words through the form, as a person of the enterprise does."""
        initial = {**offer.initial, **changes, "agreed": "on"}
        form = FORMS[offer.kind](initial)
        if not form.is_valid():
            raise ValueError(form.errors.as_json())
        name, by = form.cleaned_data["name"], self.cast.owners[member.enterprise_id]
        return catalogue.ask(
            member, kind=offer.kind, name=name, content=form.content, entry=entry, by=by, at=at
        )

    def enter(self, number: int, at: datetime) -> None:
        """One member enters its products; the alliance approves them the same day."""
        member = self.members()[number]
        found = offers(member)
        products = [offer for offer in found if offer.kind == CatalogueEntry.Kind.PRODUCT]
        cases = [offer for offer in found if offer.kind == CatalogueEntry.Kind.CASE]
        for offer in products[:2] + (cases[:1] if number % 3 == 0 else []):
            catalogue.approve(self.ask(member, offer, at), by=self.cast["alliance"], at=at)

    def changed(self, at: datetime) -> None:
        """``enterprise-1`` lowers a price; it waits."""
        member = self.members()[0]
        entry = member.catalogue.filter(kind="product").first()
        offer = Offer("product", 0, {"name": entry.name, **entry.content})
        self.ask(member, offer, at, entry, fee="0.9万元/年", deployment_days=2)

    def withdrawn(self, at: datetime) -> None:
        member = self.members()[2]
        entry = member.catalogue.first()
        catalogue.withdraw(member, entry, by=self.cast.owners[member.enterprise_id], at=at)

    def added(self, at: datetime) -> None:
        """A new member's first product waits."""
        for member in self.members()[MEMBERS : MEMBERS + WAITING]:
            self.ask(member, offers(member)[0], at)

    def refused(self, at: datetime) -> None:
        member = self.members()[1]
        left = offers(member)
        if left:
            asked = self.ask(member, left[0], at)
            reasons = "请补充量化的应用成效，并核对上线年份后重新提交。"
            catalogue.refuse(asked, reasons=reasons, by=self.cast["alliance"], at=at)
