"""Who may open what. A permission is declared in a manifest; every view wears one.

    @requires(permissions.DESK)            # in views.py
    @public                                # everyone, signed in or not

What an officer may do follows from the posts held now (`Actor.posts`), nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotAllowed, SignInNeeded

EVERYONE = "everyone"  # also those who are not signed in
SIGNED_IN_ROLE = "signed in"
RESIDENT = "resident"
ANY_OFFICER = "any officer"  # holds a post now
OFFICER_ACCOUNT = "officer account"  # also between two posts
NO_POSTS = frozenset({EVERYONE, SIGNED_IN_ROLE, RESIDENT, OFFICER_ACCOUNT})

SAFE = frozenset({"GET", "HEAD"})
HAS_ENDED = _(
    "Your sign-in has ended: it was not used for a while, or it was ended on another device. "
    "Please sign in again; you come back to where you were."
)
_NOT_DONE = _("What you sent just now was not done. Please look at it again after signing in.")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A thing one may do, and who may.

    `roles`: roles of posts (`one_stop`, `specialist`, `head`, `leader`, `deputy_leader`,
    `supervisor`), or RESIDENT, ANY_OFFICER, SIGNED_IN_ROLE, EVERYONE; having one is enough.
    `assurance`: the level that the sign-in must have. `held`: what must further be true of the
    posts that are held; it is asked in every menu, so it asks no table.
    """

    code: str
    name: Any
    roles: frozenset[str]
    assurance: int = 1
    held: Callable[[Actor], bool] | None = None


ANYONE = Permission(code="web.anyone", name=_("Anyone"), roles=frozenset({EVERYONE}), assurance=0)
SIGNED_IN = Permission(
    code="web.signed_in", name=_("Anyone signed in"), roles=frozenset({SIGNED_IN_ROLE})
)


class StrongerSignInNeeded(CityError):
    """Signed in, but not strongly enough for this page."""

    code = "web.stronger_sign_in_needed"
    status = 403
    message = _("This page needs a VNeID account of level 2. Please sign in with it.")


class NoPostNow(NotAllowed):
    """An officer who holds no post: taken a second ago, not begun yet, or ended."""

    code = "web.no_post_now"
    message = _(
        "You hold no post at the moment, so this is not open to you. The dossiers stay with the "
        "office. If this is a mistake, please ask your supervisor."
    )


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the permission now."""
    return has_role(actor, permission) and actor.assurance >= permission.assurance


def has_role(actor: Actor, permission: Permission) -> bool:
    """Whether one of the permission's roles is the actor's, however weak the sign-in."""
    if EVERYONE in permission.roles:
        return True
    has_one = bool(_roles_of(actor) & permission.roles)
    return has_one and (permission.held is None or permission.held(actor))


def check(actor: Actor, *wanted: Permission) -> None:
    """Pass if one of the permissions is had.

    Raises SignInNeeded, StrongerSignInNeeded, NoPostNow, NotAllowed.
    """
    if any(may(actor, permission) for permission in wanted):
        return
    if actor.account_id is None:
        raise SignInNeeded()
    if any(has_role(actor, permission) for permission in wanted):
        raise StrongerSignInNeeded()
    if actor.kind == "officer" and not actor.posts and any(one.roles - NO_POSTS for one in wanted):
        raise NoPostNow()
    raise NotAllowed()


def requires(*wanted: Permission | str) -> Callable[[View], Any]:
    """Let a view run only for those who have one of these permissions (or their declared codes).

    Nobody signed in: an HTML page leads to the sign-in and back, the API answers 401.
    Signed in without the right: 403. Works on plain views and on django-ninja operations.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                check(actor_of(request), *(_resolved(one) for one in wanted))
            except SignInNeeded:
                if is_api(request) or request.method not in SAFE:
                    raise  # what was written is handed back, or it leads to the sign-in as well
                return to_sign_in(request)
            return view(request, *args, **kwargs)

        guarded.permission = wanted  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> Any:
    """Mark a view as open to everyone."""
    view.permission = (ANYONE,)  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Who sent this request (set by ActorMiddleware)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, and wants JSON; resumable uploads are sent by programs as well."""
    return request.path.startswith(("/api/", "/uploads"))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and afterwards back to where one was; whose sign-in has ended is told so."""
    if request.session.pop("account_id", None) is not None:
        messages.warning(request, HAS_ENDED)
        if request.method not in SAFE:
            messages.warning(request, _NOT_DONE)
    address = f"{settings.LOGIN_URL}?{urlencode({'next': page_before(request)})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_before(request: HttpRequest) -> str:
    """The page to come back to: this one, or the one from which it was asked.

    A view that cannot be asked twice says with `request.begun_at` where its way begins.
    """
    begun_at = getattr(request, "begun_at", "")
    if begun_at:
        return str(begun_at)
    if request.method in SAFE:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


def worn_by(view: Any) -> tuple[Permission | str, ...]:
    """The permissions on a view or operation, empty when it wears none (for the house test)."""
    return tuple(getattr(view, "permission", ()))


def _roles_of(actor: Actor) -> frozenset[str]:
    roles = {post.role for post in actor.posts}
    if actor.account_id is not None:
        roles.add(SIGNED_IN_ROLE)
    if roles - {SIGNED_IN_ROLE}:
        roles.add(ANY_OFFICER)
    if actor.kind == "person":
        roles.add(RESIDENT)
    if actor.kind == "officer":
        roles.add(OFFICER_ACCOUNT)
    return frozenset(roles)


def _resolved(permission: Permission | str) -> Permission:
    if isinstance(permission, Permission):
        return permission
    from thanglong.kernel.web import service  # the manifests import this module

    return service.declared_permissions()[permission]
