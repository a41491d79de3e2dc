"""Help in plain words: what each role does here, in the order in which it comes up."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Step(NamedTuple):
    """One thing to do: what it is called, how it goes, and where (a URL name, or nothing)."""

    title: Any
    text: Any
    url_name: str = ""


class Guide(NamedTuple):
    key: str
    title: Any
    about: Any
    steps: tuple[Step, ...]


GUIDES = [
    Guide(
        "public",
        _("For everybody"),
        _("You need no account to read, search, verify, download and object."),
        (
            Step(
                _("Find an enterprise"),
                _("Type a part of its name, a name it had before, or its code. What is not listed is not a member."),
                "publication:search",
            ),
            Step(
                _("Verify a document or a membership"),
                _("Type the code that is printed on it, or scan its QR code. You can also ask about a past day."),
                "documents:verify",
            ),
            Step(
                _("Object to a list in public"),
                _(
                    "Until 24:00 of the last day: your true name, how you can be reached, the reasons, evidence, "
                    "and a seal or signature. Only the objection officers learn who you are. You get a receipt and "
                    "a code to follow it with."
                ),
                "publication:objection_new",
            ),
            Step(
                _("Compare products"),
                _("Filter the catalogue, tick up to four products, press “Compare the ticked ones”."),
                "publication:catalogue",
            ),
            Step(
                _("See a city's pool, the recommended directory and events"),
                _(
                    "Each city keeps its own pool beside the provincial one. Excellent suppliers stand in a yearly "
                    "directory; events are announced with their places."
                ),
                "evaluations:city_pools",
            ),
            Step(
                _("Take the data away"),
                _("Members, lists and products as tables, or by the interface for programs."),
                "publication:open_data",
            ),
        ),
    ),
    Guide(
        "enterprise",
        _("For enterprises"),
        _("From registration to your products in the catalogue."),
        (
            Step(
                _("Register"),
                _("With your unified social credit code, the licence and a sealed authorisation."),
                "applications:register",
            ),
            Step(
                _("Fill in and submit"),
                _(
                    "Section by section; everything is saved while you type. The list of what is missing leads you "
                    "to each field. After submission you get a receipt and bring the paper copies to your county "
                    "(in 东莞 and 中山 to the city)."
                ),
                "applications:mine",
            ),
            Step(
                _("Correct in time"),
                _("If a file comes back, the reason and the deadline stand at the top of its page. A file that is not corrected in time lapses."),
            ),
            Step(
                _("Ask for the recusal of an expert"),
                _("Once the panel is shown to you, within the days of the call, with reasons and evidence."),
            ),
            Step(
                _("Answer an objection"),
                _("You read a copy without the objector's name and answer with evidence in time."),
            ),
            Step(
                _("Keep your products up to date"),
                _("As a member: the form is filled from your dossier; the alliance approves every change."),
                "publication:products",
            ),
            Step(
                _("Report changes"),
                _(
                    "A new name, new shareholders, another direction: report it once the registry has entered it, with "
                    "its notice. While a file of yours runs it goes through your city, with complete updated material."
                ),
            ),
            Step(
                _("Be in your city's pool"),
                _(
                    "A provincial member is in it by itself. Others apply to their city: class, statement, evidence. "
                    "A reserve enterprise's file fills its provincial application later."
                ),
            ),
            Step(
                _("Report discriminatory treatment"),
                _(
                    "Your status is valid in all 21 cities. If a city treats you differently for being registered "
                    "elsewhere, tell the province; you say who may know your name."
                ),
            ),
            Step(
                _("Meet clients, answer needs"),
                _(
                    "Register for events and show your code at the door; answer the needs of manufacturers, which "
                    "excellent suppliers see first; post a need of your own. “Support received” shows what came of it, "
                    "by year."
                ),
                "evaluations:support_mine",
            ),
        ),
    ),
    Guide(
        "county",
        _("For county officers"),
        _("You take the files in and pass them on to the city."),
        (
            Step(
                _("Begin with the oldest deadline"),
                _("The desk shows what waits for you, with the working days left."),
                "applications:desk",
            ),
            Step(
                _("Count the paper"),
                _("Compare the copies with the electronic files, material by material."),
            ),
            Step(
                _("Pass on, or return"),
                _("One by one or many at once, with a preview. A return needs a reason and gives the enterprise a deadline."),
            ),
        ),
    ),
    Guide(
        "city",
        _("For city officers"),
        _("You check compliance and recommend in an order."),
        (
            Step(
                _("Check each item"),
                _("Pass, fail or not applicable; a fail needs a remark."),
                "applications:desk",
            ),
            Step(
                _("Put your recommendations in order"),
                _("The order stands on the summary table that goes to the province."),
            ),
            Step(
                _("Report"),
                _("The province gets the files and the alliance a copy. A file you don't recommend needs reasons; its enterprise may ask the province for review."),
            ),
            Step(
                _("Keep the city's pool and policies"),
                _(
                    "Decide on applications, publish the list, add classes. Record policies that refer to the pool "
                    "with their check-list, and reply where the province asks you about a report."
                ),
            ),
        ),
    ),
    Guide(
        "province",
        _("For the province"),
        _("Calls, deliberation, publicity, announcement."),
        (
            Step(
                _("Publish a call"),
                _("Dates, materials, indicators and rules are fixed with its publication."),
                "applications:call_list",
            ),
            Step(
                _("Deliberate"),
                _("First the standards, then the process, then the list, each with reasons."),
                "publication:deliberations",
            ),
            Step(
                _("Publicise and announce"),
                _("Nothing can be announced before the whole period has run and every objection is closed."),
                "publication:publicities_manage",
            ),
            Step(
                _("Watch over mutual recognition"),
                _("Policies that discriminate are marked; reports are asked of the city, closed and published."),
            ),
            Step(
                _("Handle objections"),
                _("The objection officers alone open who objected, with their own passphrase; everybody else reads the redacted copy."),
                "publication:objections",
            ),
        ),
    ),
    Guide(
        "alliance",
        _("For the alliance"),
        _("Experts, draws, review, report, catalogue."),
        (
            Step(
                _("Open the review and draw the panels"),
                _("The draw is committed beforehand and can be replayed by anybody afterwards."),
                "applications:desk",
            ),
            Step(
                _("Rule on recusals"),
                _("With reasons, by somebody without a conflict; the next sealed substitute follows."),
            ),
            Step(
                _("Close a stage, report the results"),
                _("Scores stay sealed until the stage is closed; two people sign the report."),
            ),
            Step(
                _("Approve what members want to show"),
                _("Before and after stand side by side; a refusal needs reasons."),
                "publication:entry_changes",
            ),
            Step(
                _("Support the excellent"),
                _(
                    "Prepare the yearly directory, which another person issues; announce events and check in at the "
                    "door; check needs and bring suppliers to them; follow each recommendation to its outcome."
                ),
                "evaluations:directory_list",
            ),
        ),
    ),
    Guide(
        "expert",
        _("For experts"),
        _("You read, score and visit what was drawn for you."),
        (
            Step(
                _("Declare first"),
                _("You read a file only after you have declared that you have no conflict; otherwise recuse yourself."),
                "reviews:mine",
            ),
            Step(
                _("Score"),
                _("The dossier stands beside the sheet; what you type is saved. High and low marks need a reason. A sealed sheet can't be changed."),
            ),
            Step(
                _("Visit"),
                _("The checklist works without a network; it is sent when there is one."),
            ),
        ),
    ),
    Guide(
        "office",
        _("For auditors and administrators"),
        _("You look after the portal and its record; you decide on no file."),
        (
            Step(
                _("Verify the record"),
                _("Every decision is a link in a chain; the root of each day is public. Anybody can check a receipt against it."),
                "oversight:roots",
            ),
            Step(
                _("Keep accounts and authorities"),
                _("People and roles are the security administrator's, organisations, holidays and jobs the system administrator's."),
            ),
            Step(
                _("Check how days are counted"),
                _("Every period shows each of its days and why it counts."),
                "oversight:calculation",
            ),
        ),
    ),
]  # fmt: skip
BY_KEY = {guide.key: guide for guide in GUIDES}
