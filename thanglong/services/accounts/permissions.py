"""What one may do in this service."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.permissions import (
    ANY_OFFICER,
    OFFICER_ACCOUNT,
    RESIDENT,
    SIGNED_IN_ROLE,
    Permission,
)

ACCOUNT = Permission(
    code="accounts.account",
    name=_("See and keep one's own account"),
    roles=frozenset({SIGNED_IN_ROLE}),
)
OFFICERS = Permission(
    code="accounts.officers",
    name=_("Change one's password and second step"),
    roles=frozenset({OFFICER_ACCOUNT}),
    assurance=2,
)
MANDATES = Permission(
    code="accounts.mandates",
    name=_("See, give and end mandates"),
    roles=frozenset({RESIDENT}),
)
ABSENCE = Permission(
    code="accounts.absence",
    name=_("Set absences and deputies"),
    roles=frozenset({ANY_OFFICER}),
    assurance=2,
)
ALL = [ACCOUNT, OFFICERS, MANDATES, ABSENCE]
