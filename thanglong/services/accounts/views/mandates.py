"""Mandates: who may act for me, for whom I may act; giving and ending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.accounts import actions, forms, permissions, queries


@requires(permissions.MANDATES)
@never_cache
@require_GET
def mandates(request: HttpRequest) -> HttpResponse:
    """All mandates in force that concern me, and those for me that are over."""
    person_id = actor_of(request).person_id or 0
    found = people_queries.mandates_of(person_id=person_id, at=clock.now())
    values = {
        "held": [one for one in found if one.holder_id == person_id],
        "given": [one for one in found if one.holder_id != person_id],
        "ended": people_queries.ended_mandates_of(person_id=person_id, at=clock.now()),
        "titles": _titles(),
        "organisations": people_queries.organisations_of(person_id=person_id),
    }
    return render(request, "accounts/mandates.html", values)


@requires(permissions.MANDATES)
@never_cache
@require_http_methods(["GET", "POST"])
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me, or for my organisation."""
    actor = actor_of(request)
    people.check_assurance(by=actor, demanded=2)
    form = forms.NewMandate(request.POST or None, givers=_givers(actor), titles=_titles())
    if form.is_valid():
        with form.refusals():
            _give(form, actor)
            messages.success(request, _("The mandate is given. You can end it at any time."))
            return redirect("accounts:mandates")
    return render(request, "accounts/new_mandate.html", {"form": form})


@requires(permissions.MANDATES)
@never_cache
@require_http_methods(["GET", "POST"])
def new_child(request: HttpRequest) -> HttpResponse:
    """Act for a child of mine."""
    actor = actor_of(request)
    people.check_assurance(by=actor, demanded=2)
    form = forms.NewChild(request.POST or None)
    if form.is_valid():
        with form.refusals():
            is_proven = actions.declare_child(**form.cleaned_data, at=clock.now(), by=actor)
            messages.success(request, _said(is_proven=is_proven))
            return redirect("accounts:mandates")
    return render(request, "accounts/new_child.html", {"form": form})


@requires(permissions.MANDATES)
@require_POST
def mandate_revocation(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End a mandate at once."""
    people.revoke_mandate(mandate_id=mandate_id, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The mandate has ended."))
    return redirect("accounts:mandates")


def _give(form: forms.NewMandate, actor: Actor) -> None:
    values = form.cleaned_data
    people.give_mandate(
        holder=people.Holder(
            personal_number=values["personal_number"], full_name=values["full_name"]
        ),
        organisation_id=None if values["giver"] == forms.MYSELF else int(values["giver"]),
        scope=values["scope"],
        ends_on=form.first_day_without(),
        at=clock.now(),
        by=actor,
    )


def _givers(actor: Actor) -> list[tuple[str, str]]:
    own = people_queries.organisations_of(person_id=actor.person_id or 0)
    return [(forms.MYSELF, _("Myself")), *((str(one.id), one.name) for one in own)]


def _titles() -> dict[str, str]:
    return queries.procedure_titles(on=clock.today(), language=get_language() or "vi")


def _said(*, is_proven: bool) -> str:
    if is_proven:
        return _("The civil-status register confirms it. You can act for your child now.")
    return _("Noted. You can file for your child now; the counter will look at the papers.")
