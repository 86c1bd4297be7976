"""What people do on the pages of this service, where more than one kernel step takes part."""

import contextlib
import datetime

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, http
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.notify import actions as notify
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.registers import actions as registers

PARENTS = ("mother.personal_number", "father.personal_number")
PURPOSE = "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 1 (đại diện theo pháp luật của con)"


class NotThisParent(errors.CityError):
    """The civil-status register names other parents."""

    code = "accounts.not_this_parent"
    status = 422
    message = _(
        "The civil-status register names other parents for this child. If the register is wrong, "
        "please go to the one-stop counter of your ward with the birth certificate."
    )


def declare_child(
    *,
    full_name: str,
    personal_number: str,
    birth_on: datetime.date,
    at: datetime.datetime,
    by: Actor,
) -> bool:
    """Let a parent act for a child; the civil-status register is asked whether it is so.

    A register that does not answer, or knows nothing, is no reason to say no: then the parent's
    word stands, marked as such, and opens nothing that the city already knows of the child.
    Returns whether the register confirmed it.
    Raises what people.declare_parent raises, and NotThisParent when the register names others.
    """
    people.check_assurance(by=by, demanded=2)
    people.count_try(kind="mandate", key=str(by.account_id), at=at)
    is_proven = _register_confirms(personal_number, at=at, by=by)
    child = people.Child(
        personal_number=personal_number,
        full_name=full_name,
        birth_on=birth_on,
        sex="",
        certainty="register" if is_proven else "declared",
    )
    people.declare_parent(child=child, at=at, by=by)
    return is_proven


def _register_confirms(personal_number: str, *, at: datetime.datetime, by: Actor) -> bool:
    own = people_queries.profile_of(account_id=by.account_id or 0).personal_number
    if not personal_number or not own:
        return False
    record = None
    with contextlib.suppress(http.PartnerUnavailable, http.PartnerRefused):
        question = registers.Question(
            register="civil_status", key=personal_number, fields=PARENTS, purpose=PURPOSE
        )
        record = registers.look_up(question=question, person_id=by.person_id, at=at, by=by)
    named = {record.values.get(name) for name in PARENTS} - {None, ""} if record else set()
    if named and own not in named:
        raise NotThisParent()
    return own in named


def tell_of_mandate(*, mandate_id: int, message: str, event_id: int, at: datetime.datetime) -> None:
    """Tell all whom a mandate concerns that it was given or has ended (message: which)."""
    line, concerned = people_queries.concerned_by(mandate_id=mandate_id)
    for one in concerned:
        word = notify.Word(
            message=message if one.is_own else f"{message}_child",
            key=f"{message}:{event_id}",
            link="/account/mandates",
            values={"holder": line.holder_name, "child": line.beneficiary_name},
        )
        notify.tell(person_id=one.person_id, word=word, at=at)


def tell_of_security(*, account_id: int, at: datetime.datetime) -> None:
    """Tell the owner of an account that a way to sign in has changed."""
    word = notify.Word(message="security.changed", key="", link="/account/security")
    notify.tell_account(account_id=account_id, word=word, at=at)


def tell_deputy(*, deputy_id: int, absent_id: int, message: str, at: datetime.datetime) -> None:
    """Tell a deputy that the posts of a colleague are now, or no longer, the deputy's."""
    name = people_queries.profile_of(account_id=absent_id).full_name
    word = notify.Word(message=message, key="", link="/desk/absence", values={"name": name})
    notify.tell_account(account_id=deputy_id, word=word, at=at)
