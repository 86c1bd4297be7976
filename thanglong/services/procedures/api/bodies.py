"""What is sent to the API, class by class. Unknown names are refused, not ignored."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from thanglong.kernel.base import text

PAPERS_MAX = 30
ANSWERS_MAX = 20_000  # the engine's own limit is lower and says so kindly
Text = Annotated[str, AfterValidator(text.nfc)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]  # what a database counts with


class Body(BaseModel):
    """A body in which every name must be known."""

    model_config = ConfigDict(extra="forbid")


class PaperGiven(Body):
    """A file (from POST /files) for a need of the procedure."""

    need: str = Field(max_length=60)
    file: uuid.UUID


class Contact(Body):
    """How to reach the applicant. address: where the post brings a result on paper."""

    phone: Text = Field(default="", max_length=20)
    email: Text = Field(default="", max_length=254)
    address: Text = Field(default="", max_length=300)


class NewDossier(Body):
    """A whole form. whom: `self`, `person-ID` or `organisation-ID`, from GET /procedures/{code}.

    revision: from GET /procedures/{code}; refused (409) if another text is in force by then.
    """

    answers: dict[str, Any]
    papers: list[PaperGiven] = Field(default=[], max_length=PAPERS_MAX)
    delivery: Literal["online", "counter", "post"] = "online"
    contact: Contact = Contact()
    whom: str = Field(default="self", pattern=r"^(self|(person|organisation)-[0-9]{1,18})$")
    revision: Id | None = None


class SupplementGiven(Body):
    """What completes a dossier: only what was found wanting is taken."""

    answers: dict[str, Any] = {}
    papers: list[PaperGiven] = Field(default=[], max_length=PAPERS_MAX)
    note: Text = Field(default="", max_length=1000)


class Withdrawal(Body):
    """Why the applicant takes it back, if he likes to say."""

    reason: Text = Field(default="", max_length=500)


class NewMessage(Body):
    """One message, 1..2000 characters."""

    text: Text = Field(max_length=2000, json_schema_extra={"minLength": 1})


class VerdictGiven(Body):
    """A verdict on one requirement (`need:ID` or `page:ID`); a missing one wants a reason."""

    requirement: str = Field(max_length=80)
    is_fulfilled: bool
    reason: Text = Field(default="", max_length=1000)


class ActionTaken(Body):
    """The words that go with an action.

    note: the reason, question or opinion; basis: the law behind a refusal or stop; verdicts: for
    `supplement`, one on every requirement; findings: what was found, by the ids of the task's
    `findings` schema (422 when a required one is missing); consult: which opinion; to_account:
    for `pass_on`.
    """

    note: Text = Field(default="", max_length=4000)
    basis: Text = Field(default="", max_length=500)
    verdicts: list[VerdictGiven] = Field(default=[], max_length=200)
    findings: dict[str, Any] = {}
    consult: str = Field(default="", max_length=40)
    to_account: Id | None = None
