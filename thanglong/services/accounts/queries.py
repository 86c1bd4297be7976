"""What the pages of this service ask that no single kernel step answers."""

import datetime

from thanglong.kernel.cases import queries as cases
from thanglong.kernel.notify import queries as notify
from thanglong.kernel.people import queries as people


def procedure_titles(*, on: datetime.date, language: str) -> dict[str, str]:
    """The procedures for which a mandate can be given: code → title."""
    found = cases.open_revisions(on=on)
    titles = {one.procedure: one.definition.words(language).title for one in found}
    return dict(sorted(titles.items(), key=lambda item: item[1]))


def unread_notices(account_id: int) -> int:
    """How many notices wait for the owner of an account."""
    return notify.unread_count(account_id=account_id)


def office_of(*, account_id: int, at: datetime.datetime) -> list[int]:
    """The accounts of an officer and of all colleagues of the same office."""
    colleagues = people.colleagues_of(account_id=account_id, at=at)
    return [account_id, *(one.account_id for one in colleagues)]
