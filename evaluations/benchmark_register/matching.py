"""What a dossier calls benchmark projects, against the register: found or not found, a fact and no verdict.

A project is found where an entry of the same client (by code) bears its name, or else is of the year in which the
project was signed or accepted, or of the year after: a batch is announced after its projects were carried out.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from applications import uscc
from applications.models import Application
from evaluations.models import BenchmarkProject

BY_NAME, BY_YEAR = "name", "year"


@dataclass(frozen=True)
class Match:
    """A project as the dossier states it, the entry that fits (or None) and what it was found by.

    ``is_supplier``: the entry names the enterprise. ``others``: how many other entries the client has.
    """

    name: str
    client: str
    client_uscc: str
    entry: BenchmarkProject | None
    found_by: str
    is_supplier: bool
    others: int


def of_file(application: Application) -> list[Match]:
    """The projects of the last submitted version, each with its entry; in two queries."""
    version = application.versions.order_by("-number").first()
    stated = version.content.get("sections", {}).get("benchmarks", {}).get("projects", []) if version else []
    entries = BenchmarkProject.objects.filter(client_uscc__in={_client(project) for project in stated})
    return find(stated, list(entries.order_by("-year", "pk")), supplier=application.uscc)


def find(
    stated: Sequence[Mapping[str, str]], entries: Sequence[BenchmarkProject], *, supplier: str
) -> list[Match]:
    """Each stated project with the entry that fits; listed entries go before revoked ones."""
    by_client: dict[str, list[BenchmarkProject]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.status != BenchmarkProject.Status.LISTED):
        by_client[entry.client_uscc].append(entry)
    return [_match(project, by_client[_client(project)], supplier) for project in stated]


def _match(project: Mapping[str, str], entries: list[BenchmarkProject], supplier: str) -> Match:
    name, years = plain(project.get("name", "")), _years(project)
    named = next((one for one in entries if name and plain(one.name) == name), None)
    entry = named or next((one for one in entries if one.year in years), None)
    found_by = "" if entry is None else BY_NAME if named else BY_YEAR
    return Match(
        project.get("name", ""),
        project.get("client", ""),
        _client(project),
        entry,
        found_by,
        entry is not None and supplier in entry.suppliers,
        len(entries) - (entry is not None),
    )


def _client(project: Mapping[str, str]) -> str:
    return uscc.normalised(project.get("client_uscc", ""))


def _years(project: Mapping[str, str]) -> set[int]:
    texts = [project.get(key, "")[:4] for key in ("signed_on", "accepted_on")]
    years = {int(text) for text in texts if text.isdigit()}
    return years | {year + 1 for year in years}


def plain(name: str) -> str:
    """A name without what two writers of it may do differently: width, case, spaces, punctuation."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in text if char.isalnum())
