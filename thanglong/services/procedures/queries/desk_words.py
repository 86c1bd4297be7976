"""What officers' pages call stages, actions and findings, in the language of the page."""

from typing import Any

from django.utils.translation import gettext as _

from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition.model import Definition

FORWARD = ("accept", "propose", "approve", "approve_supplement", "hand_over")
WAITING = "waiting"


def procedure_title(revision_id: int, language: str) -> str:
    """What a procedure is called."""
    return cases.revision_definition(revision_id).words(language).title


def stage_name(definition: Definition, stage: str, language: str) -> str:
    """What a stage is called: by the procedure, or the built-in ones by us; or a consultation.

    The procedure's word for waiting speaks to the applicant; officers read ours.
    """
    words = definition.words(language)
    if stage == WAITING:
        return _("Waiting for the applicant")
    built_in = {
        "handover": _("Handing over the result"),
        "supplement_approval": _("Leader approves another request to supplement"),
        "extension": _("Leader extends the time"),
        "": _("Finished"),
    }
    return words.stages.get(stage) or words.consult.get(stage) or built_in.get(stage, stage)


def note_text(note: str) -> str:
    """What somebody wrote with a step, or what the system did, in words."""
    return _("No answer came in time to what was asked.") if note == "no_answer" else note


def general_stage(stage: str) -> str:
    """What a stage is called across procedures, for figures."""
    known = {
        "reception": _("Reception at the one-stop"),
        "waiting": _("Waiting for the applicant"),
        "appraisal": _("Appraisal"),
        "comparison": _("Comparison with the original"),
        "review": _("Review by the head of division"),
        "examination": _("Examination of a complaint"),
        "signature": _("Signature"),
        "handover": _("Handing over the result"),
        "supplement_approval": _("Leader approves another request to supplement"),
    }
    return known.get(stage, stage)


def cause_name(cause: str) -> str:
    """What holds a late dossier up."""
    known = {
        "opinion": _("An agency that was asked has not answered"),
        "before": _("It came to this desk when its time was already used"),
        "unclaimed": _("Nobody has claimed it"),
        "desk": _("The officer who has it takes longer than the step allows"),
        "twice": _("The applicant was asked to supplement more than once"),
    }
    return known.get(cause, cause)


def action_name(definition: Definition, action: str, language: str) -> str:
    """What an action is called on its button."""
    known = {
        "accept": _("Accept the dossier"),
        "propose": _("Propose for signature"),
        "approve": _("Approve and sign"),
        "hand_over": _("Hand over the result"),
        "approve_supplement": _("Approve the request"),
        "supplement": _("Ask to supplement"),
        "refuse": _("Refuse"),
        "send_back": _("Send back"),
        "stop": _("Stop the dossier"),
        "extend": _("Extend the time"),
        "claim": _("Claim"),
        "release": _("Release"),
    }
    return definition.words(language).actions.get(action) or known.get(action, action)


def step_name(definition: Definition, action: str, language: str) -> str:
    """What has happened, as the history tells it to officers."""
    known = {
        "file": _("Dossier filed"),
        "accept": _("Accepted, appointment given"),
        "propose": _("Proposed for signature"),
        "approve": _("Approved and signed"),
        "hand_over": _("Result handed over"),
        "approve_supplement": _("Request to supplement approved"),
        "supplement": _("Asked to supplement"),
        "resubmit": _("Dossier supplemented"),
        "refuse": _("Dossier refused"),
        "send_back": _("Sent back"),
        "stop": _("Stopped"),
        "withdraw": _("Withdrawn by the applicant"),
        "extend": _("Time extended"),
        "decline_extension": _("The promised date stays"),
        "calendar_moved": _("Date moved with the calendar"),
        "rehomed": _("Passed to the unit that follows by the reform"),
        "rehoming_undone": _("The reform was undone"),
        "converted": _("Goes on by the new text of the procedure"),
        "conversion_undone": _("Goes on by its former text again"),
        "claim": _("Claimed"),
        "release": _("Released"),
        "pass_on": _("Given to a colleague"),
        "consult": _("Opinion asked"),
        "opinion": _("Opinion given"),
        "recall": _("Question recalled"),
    }
    return known.get(action) or definition.words(language).actions.get(action, action)


def finding_sentence(finding: str) -> str:
    """What was noticed in a file, for a person to look at: `blurred`, `dark`, `empty:3`."""
    kind, _colon, page = finding.partition(":")
    known = {
        "blurred": _("blurred"),
        "dark": _("too dark"),
        "bright": _("too bright"),
        "small": _("very small"),
        "empty": _("empty page"),
    }
    word = known.get(kind, kind)
    return _("page %(page)s: %(what)s") % {"page": page, "what": word} if page else word


def channel_name(channel: str) -> str:
    """How it was filed."""
    known = {"direct": _("at the counter"), "online": _("online"), "post": _("by post")}
    return known.get(channel, channel)


def delivery_name(delivery: str) -> str:
    """How the result comes back."""
    known = {
        "online": _("electronically"),
        "counter": _("at the counter"),
        "post": _("by post"),
    }
    return known.get(delivery, delivery)


def post_title(post: Any, language: str) -> str:
    """What a post is called; empty for none."""
    if post is None:
        return ""
    return str(post.title_en if language == "en" else post.title)


def agency_name(agency: Any, language: str) -> str:
    """What an agency is called; empty for none."""
    if agency is None:
        return ""
    return str(agency.name_en if language == "en" else agency.name)
