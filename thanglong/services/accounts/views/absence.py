"""Absences and deputies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.accounts import forms, permissions, queries


@requires(permissions.ABSENCE)
@never_cache
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Who is away in my office, and the form to set an absence."""
    actor = actor_of(request)
    form = _form(request, actor)
    if form.is_valid():
        with form.refusals():
            _set(form, actor)
            messages.success(request, _("The absence is set. The deputy has the posts meanwhile."))
            return redirect("accounts:absence")
    office = queries.office_of(account_id=actor.account_id or 0, at=clock.now())
    values = {
        "form": form,
        "absences": people_queries.absences_of(account_ids=office, at=clock.now()),
        "may_set_for_others": _is_chief(actor),
    }
    return render(request, "accounts/absence.html", values)


@requires(permissions.ABSENCE)
@require_POST
def absence_cancellation(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Back early, or not going."""
    people.cancel_absence(absence_id=absence_id, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The absence is cancelled."))
    return redirect("accounts:absence")


def _form(request: HttpRequest, actor: Actor) -> forms.NewAbsence:
    """A chief chooses who is away; others are away themselves."""
    account_id = actor.account_id or 0
    colleagues = people_queries.colleagues_of(account_id=account_id, at=clock.now())
    others = [(str(one.account_id), f"{one.name} · {one.title}") for one in colleagues]
    myself = (str(account_id), _("%(name)s (me)") % {"name": actor.name})
    return forms.NewAbsence(
        request.POST or None,
        officers=[myself, *others] if _is_chief(actor) else [myself],
        deputies=[*others, myself] if _is_chief(actor) else others,
        initial={"account": account_id},
    )


def _set(form: forms.NewAbsence, actor: Actor) -> None:
    starts_at, ends_at = form.span()
    away = people.Away(
        account_id=form.cleaned_data["account"],
        deputy_id=form.cleaned_data["deputy"],
        starts_at=starts_at,
        ends_at=ends_at,
        reason=form.cleaned_data["reason"],
    )
    people.set_absence(away=away, at=clock.now(), by=actor)


def _is_chief(actor: Actor) -> bool:
    return any(post.role in people.CHIEF_ROLES for post in actor.posts)
