"""A program: looks at ten open dossiers of the city of DATABASE_URL, and accepts one of them."""

import json
import sys

import django


def main() -> None:
    """The statuses of the pages, and whether the dossier moved on."""
    django.setup()
    from django.test import Client

    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions as cases
    from thanglong.kernel.cases.models import Task
    from thanglong.kernel.people import queries as people
    from thanglong.kernel.people.models import Account
    from thanglong.kernel.people.tests import make

    at = clock.now()
    pages = []
    work = Task.objects.filter(closed_at=None, kind="stage").select_related("case")
    for task in work.order_by("id")[:10]:
        browser = Client()
        make.sign_in(browser, Account.objects.filter(person_id=task.case.applicant_id).first())
        pages.append(browser.get(f"/dossiers/{task.case.code}").status_code)
    task = work.filter(stage="reception").exclude(claimed_by=None).earliest("id")
    by = people.actor_for_account(account_id=task.claimed_by_id, at=at, assurance=2)
    case = cases.act(task_id=task.id, request=cases.Request(action="accept"), at=at, by=by)
    json.dump({"pages": pages, "accepted": case.stage != "reception"}, sys.stdout)


if __name__ == "__main__":
    main()
