"""Names for the numbers on the record: rows hold none, pages look them up."""

from portal.accounts.models import User
from portal.accounts.roles import Role


def name_actors(rows: list) -> None:
    """Give each row ``actor_name`` and ``role_name``, in one query for all of them."""
    people = User.objects.select_related("organisation").in_bulk({row.actor for row in rows if row.actor})
    labels = dict(Role.choices)
    for row in rows:
        person = people.get(row.actor)
        row.actor_name = f"{person.name} · {person.organisation.label}" if person else ""
        row.role_name = labels.get(row.actor_role, row.actor_role)
