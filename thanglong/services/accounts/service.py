"""What this service plugs into."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.web.service import PersonalData, Service
from thanglong.services.accounts import permissions, subscribers

SERVICE = Service(
    code="accounts",
    name=_("Sign-in and account"),
    urls="thanglong.services.accounts.urls",
    permissions=permissions.ALL,
    subscribers={
        "people.mandate.given.v1": subscribers.tell_of_mandate,
        "people.mandate.revoked.v1": subscribers.tell_of_mandate,
        "people.security.changed.v1": subscribers.tell_of_security,
        "people.absence.set.v1": subscribers.tell_deputy,
        "people.absence.cancelled.v1": subscribers.tell_deputy,
    },
    personal_data=PersonalData(show=people_queries.data_of, erase=people.erase_person),
)
