"""Every action that the source puts on the record has a label, and every label belongs to one."""

import ast
from collections.abc import Iterator

import pytest
from django.utils import translation

from applications.models import EnterpriseProof
from applications.workflow import Step
from portal.audit import words
from portal.oversight import upkeep
from publication.catalogue import DECIDED
from publication.investigation import RULED
from publication.models import Decision, EntryChange
from tests.architecture.test_one_door import modules

# Who writes an event: the position of the action among the arguments, and the kind of chain where it is fixed.
WRITERS = {
    ("portal/audit/chain.py", "record"): (None, ""),
    ("portal/audit/chain.py", "Entry"): (2, ""),
    ("portal/accounts/people.py", "note"): (1, "account"),
    ("portal/workdays/notices.py", "_settle"): (1, "workdays"),
    ("applications/registration.py", "note"): (1, "enterprise"),
    ("applications/moved.py", "_say"): (2, "application"),
    ("applications/calls.py", "_record"): (1, "call"),
    ("reviews/visits/writing.py", "_changed"): (2, "application"),
    ("reviews/conflicts/ties.py", "_note"): (1, "tie"),
    ("reviews/register_integrity.py", "_note"): (1, "expert"),
    ("reviews/register_relations.py", "_note"): (0, "relation"),
    ("reviews/drawing/drafts.py", "note"): (1, "draw"),
    ("applications/drafts.py", "_record"): (1, "application"),
    ("publication/meetings.py", "log"): (1, "deliberation"),
    ("publication/catalogue.py", "_record"): (1, "catalogue"),
    ("publication/publicity.py", "record_on"): (1, "publicity"),
    ("publication/objections.py", "log"): (1, "objection"),
    ("publication/completing.py", "_completed"): (1, "objection"),
    ("evaluations/hearings.py", "_log"): (1, "hearing"),
    ("evaluations/city_pools/admission.py", "log"): (1, "admission"),
    ("evaluations/mutual_recognition/policies.py", "_log"): (1, "local_policy"),
    ("evaluations/mutual_recognition/reports.py", "log"): (1, "treatment"),
    ("evaluations/market/disputes.py", "_log"): (1, "record_dispute"),
    ("evaluations/changes/acts.py", "keep"): (1, "change"),
    ("evaluations/changes/reporting.py", "_note"): (1, "change"),
    ("evaluations/support/events.py", "_log"): (1, "event"),
    ("evaluations/support/registering.py", "_log"): (1, "event"),
    ("evaluations/support/needs.py", "_log"): (1, "need"),
    ("evaluations/support/referrals.py", "_log"): (1, "referral"),
}
# What an action that is no literal stands for.
COMPUTED = {
    "taken.step": [step.value for step in Step],
    "entry.action": [],  # the writer itself
    "DECIDED[status]": list(DECIDED.values()),
    "f'ask_{what}'": [f"ask_{what}" for what in EntryChange.What.values],
    "RULED[status]": list(RULED.values()),
    "f'vote_{matter}'": ["vote_standards", "vote_process"],
    "f'decide_{motion.result}'": [f"decide_{result}" for result in Decision.Result.values],
    "CHAIN[0]": [upkeep.CHAIN[0]],
    "self.kind": ["organisation"],  # OrganisationAdmin
}


def writers_of(name: str, tree: ast.Module) -> dict[str, tuple]:
    """The writers that a module sees, under the names by which it calls them."""
    seen = {called: how for (home, called), how in WRITERS.items() if home == name}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            home = node.module.replace(".", "/") + ".py"
            for alias in node.names:
                if (home, alias.name) in WRITERS:
                    seen[alias.asname or alias.name] = WRITERS[home, alias.name]
                module = f"{node.module}.{alias.name}".replace(".", "/") + ".py"
                for (place, called), how in WRITERS.items():
                    if place == module:
                        seen[f"{alias.asname or alias.name}.{called}"] = how
    return seen


def values_of(node, known: list[ast.AST]) -> list[str] | None:
    """What an expression can be, or None when it is handed in; ``known``: where its names may be set."""
    text = ast.unparse(node)
    if text in COMPUTED:
        return COMPUTED[text]
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*values_of(node.body, known), *values_of(node.orelse, known)]
    if isinstance(node, ast.Name):
        for part in known:
            if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == node.id:
                return values_of(part.value, known)
    return None


def of_call(node: ast.Call, place: int | None, kind: str) -> tuple[ast.AST, ast.AST | str]:
    """Action and kind among the arguments of a call."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    arguments = list(node.args)
    if arguments and isinstance(arguments[0], ast.Starred):  # *file.chain: kind and id of an application
        assert ast.unparse(arguments[0].value).split(".")[-1] == "chain"
        return arguments[place - 1], "application"
    action = named.get("action") or arguments[place]
    if kind:
        return action, kind
    return action, named.get("kind") or arguments[0]


def recorded() -> Iterator[tuple[str, str]]:
    """Where in the source, and which ``kind.action`` it can put on the record."""
    for name, tree in modules():
        writers = writers_of(name, tree)
        for function in [part for part in ast.walk(tree) if isinstance(part, ast.FunctionDef)]:
            known = [*ast.walk(function), *tree.body]
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in writers:
                    action, kind = of_call(node, *writers[ast.unparse(node.func)])
                    actions = values_of(action, known)
                    kinds = [kind] if isinstance(kind, str) else values_of(kind, known)
                    if actions is None or kinds is None:
                        where = f"{name}:{node.lineno}"
                        assert (name, function.name) in WRITERS, f"{where} writes {ast.unparse(action)}"
                        continue
                    for one in kinds:
                        yield from ((f"{name}:{node.lineno}", f"{one}.{done}") for done in actions)


def test_every_action_on_the_record_has_a_label():
    assert {f"{where} {key}" for where, key in recorded() if key not in words.actions} == set()


def test_every_label_is_that_of_an_action():
    assert set(words.actions.keys()) - {key for _where, key in recorded()} == set()


def test_every_kind_of_chain_has_a_label():
    assert {key.partition(".")[0] for _where, key in recorded()} <= set(words.kinds.keys())


@pytest.mark.parametrize("key", words.actions.keys())
def test_every_label_is_told_in_chinese(key):
    with translation.override("zh-hans"):
        assert not str(words.actions[key]).isascii()


def test_what_is_read_has_a_label():
    proofs = EnterpriseProof.Kind.values
    expected = {"dossier", "attachments", "attachment", "identity", "evidence", "join_authorisation"}
    expected |= {"answer", "visit", "record", "identities", "change", "change_evidence"}
    assert expected | set(proofs) | {f"dispute_{kind}" for kind in proofs} == set(words.reads.keys())
    with translation.override("en"):
        assert words.read_label("attachment:12") == "Attachment 12"
        assert words.read_label("identity") == "Identity of the objector"
        assert words.read_label("unheard of") == "unheard of"
