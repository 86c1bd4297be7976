"""The real reform of 1 July 2025, over every commune of the city."""

import datetime

from django.conf import settings

from tests.town import Town
from thanglong.config import crowd
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, reform_file
from thanglong.kernel.cases.models import Case

FILED = datetime.datetime(2025, 6, 26, 2, 0, tzinfo=datetime.UTC)
AFTER = datetime.datetime(2025, 7, 1, 1, 0, tzinfo=datetime.UTC)
FILE = settings.CITY / "reforms" / "2025-07-01-two-levels.yaml"


def test_of_all_526_communes_nothing_is_lost_and_nothing_is_without_a_desk(town: Town) -> None:
    crowd.load(shape=crowd.Shape(count=526, wards=526, open_percent=100, at=FILED), progress=int)
    codes = set(Case.objects.values_list("code", "receiving_id"))

    reform = cases.announce_reform(file=reform_file.read(FILE), at=FILED, by=SYSTEM)
    cases.rehearse_reform(reform_id=reform.id, at=FILED, by=SYSTEM)
    reform = cases.apply_reform(reform_id=reform.id, at=AFTER, by=SYSTEM)

    staying = Case.objects.filter(rehomings=None).count()
    homeless = [
        one.code
        for one in Case.objects.prefetch_related("tasks__agency")
        if [t.agency.valid_to for t in one.tasks.all() if t.closed_at is None] != [None]
    ]
    assert set(Case.objects.values_list("code", "receiving_id")) == codes
    assert reform.affected + staying == 526
    assert homeless == []
    assert {one.how for one in queries.counts_of(reform)} == {"whole", "default"}
