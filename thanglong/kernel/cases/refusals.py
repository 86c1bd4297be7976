"""Why the city says no about a dossier, each reason one class."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.errors import BadInput, CityError


class UnknownProcedure(CityError):
    """No procedure has this code or name."""

    code = "cases.unknown_procedure"
    status = 404
    message = _("There is no procedure with this code. Please search for it by its name.")


class RevisionIsClosed(CityError):
    """The procedure's text is not in force on the day of filing."""

    code = "cases.revision_closed"
    message = _(
        "This procedure is not open on that day. Please look it up again: it may have changed."
    )


class NoSuchReview(CityError):
    """Nobody has begun a review under this key."""

    code = "cases.no_such_review"
    status = 404
    message = _("There is no such change of the calendar. It may have been thrown away.")


class TooManyDays(CityError):
    """More days than one change may have. `limit`: how many it may."""

    code = "cases.too_many_days"
    status = 422
    message = _("One change can have at most %(limit)s days. Please make several of it.")


class ReviewIsNotDone(CityError):
    """Not all open dossiers have been asked yet."""

    code = "cases.review_is_not_done"
    message = _("Not all open dossiers have been asked yet. Please let that end first.")


class ReviewIsDeclared(CityError):
    """What was declared or decided stays."""

    code = "cases.review_is_declared"
    message = _("This day is declared. To change it, plan another change of the same date.")


class DayIsNotDeclared(CityError):
    """Dates move only with a calendar that is in force."""

    code = "cases.day_is_not_declared"
    message = _("The day is not declared yet. Dates can be moved after that.")


class NotOnline(CityError):
    """The procedure is for the counter only."""

    code = "cases.not_online"
    message = _("This procedure can only be done at the counter. Please bring the originals.")


class NoOneDecides(CityError):
    """No agency is competent for this address on this day."""

    code = "cases.no_one_decides"
    status = 422
    message = _(
        "We found no office that decides this for the address given. "
        "Please check the address, or ask at any one-stop counter."
    )


class NobodyOnDesk(CityError):
    """The post that should have the work does not exist."""

    code = "cases.nobody_on_desk"
    status = 503
    message = _(
        "The office has nobody for this step (%(role)s, %(agency)s). Nothing is lost; "
        "the operator has been told."
    )


class SameKeyOtherContent(CityError):
    """An idempotency key came again with another content."""

    code = "cases.key_reused"
    status = 422
    message = _("This request was already sent with other content. Please send it with a new key.")


class TaskIsDone(CityError):
    """Somebody has done it, or the case has moved on."""

    code = "cases.task_done"
    message = _("This step is already done. Please look at the dossier again.")


class TaskIsClaimed(CityError):
    """A colleague has it."""

    code = "cases.task_claimed"
    message = _("%(name)s is working on this. Ask them to release it, or choose another.")


class NotYourTask(CityError):
    """The actor does not hold the post that has this work now."""

    code = "cases.not_your_task"
    status = 403
    message = _(
        "This step belongs to another post, or you no longer hold the post. "
        "Please ask your supervisor if you should have it."
    )


class NoSuchAction(CityError):
    """The stage has no such arc."""

    code = "cases.no_such_action"
    message = _("This cannot be done with the dossier as it stands now.")


class OpinionsAreOut(CityError):
    """An agency that was asked has not answered."""

    code = "cases.opinions_out"
    message = _(
        "An agency that was asked has not answered yet. Wait for it or recall the question."
    )


class CaseIsClosed(CityError):
    """Decided or ended."""

    code = "cases.closed"
    message = _("This dossier is finished, so nothing more can be done on it.")


class ReasonMissing(CityError):
    """A refusal, a stop or a way back needs words, and a refusal the law as well."""

    code = "cases.reason_missing"
    status = 422
    message = _("Please give the reason, and for a refusal or stop the law behind it.")


class ExtensionTooLong(CityError):
    """More days than an apology can carry."""

    code = "cases.extension_too_long"
    status = 422
    message = _("Please give between 1 and %(limit)s working days.")


class BookIsTooLong(CityError):
    """More dossiers than one printed register holds."""

    code = "cases.book_too_long"
    status = 422
    message = _("There are more than %(limit)s dossiers in this time. Please choose fewer days.")


class NoSuchBook(CityError):
    """No such agency, or the last day lies before the first."""

    code = "cases.no_such_book"
    status = 422
    message = _("Please choose an agency, and a last day that does not lie before the first.")


class VerdictMissing(CityError):
    """A supplement request says something about every requirement."""

    code = "cases.verdict_missing"
    status = 422
    message = _(
        "Please give a verdict on every requirement, and a reason for each one that is missing: "
        "a person is asked only once."
    )


class FindingsWrong(BadInput):
    """What an officer found is missing, or has the wrong form. `names`: which, in words."""

    code = "cases.findings_wrong"
    message = _("What was found has to be entered first, or corrected: %(names)s.")


class FindingsMissing(CityError):
    """A result would be given while something that it says was not found yet."""

    code = "cases.findings_missing"
    status = 422
    message = _(
        "Nobody has entered this yet: %(names)s. Please send the dossier back to the desk that "
        "finds it."
    )


class NothingWanting(CityError):
    """A supplement request with nothing to supplement."""

    code = "cases.nothing_wanting"
    status = 422
    message = _("Every requirement is marked as fulfilled, so there is nothing to ask for.")


class NotYourDossier(CityError):
    """The person neither filed it nor holds a mandate."""

    code = "cases.not_your_dossier"
    status = 404
    message = _("We could not find this dossier among yours.")


class MandateMissing(CityError):
    """Filing for somebody else without a mandate that is in force."""

    code = "cases.mandate_missing"
    status = 403
    message = _(
        "You have no mandate in force to do this for somebody else. "
        "It may have expired or been withdrawn."
    )


class AssuranceTooLow(CityError):
    """The procedure demands a higher level of sign-in."""

    code = "cases.assurance_too_low"
    status = 403
    message = _("This procedure needs a sign-in with VNeID level %(level)s.")


class MessageIsEmpty(CityError):
    """No words."""

    code = "cases.message_empty"
    status = 422
    message = _("Please write something, at most %(limit)s characters.")


BY_RULE = {
    "no_such_action": NoSuchAction,
    "opinions_are_out": OpinionsAreOut,
    "already_decided": CaseIsClosed,
}
