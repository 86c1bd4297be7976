"""Lan sees who has looked at her dossier: by post, once a day."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.services.procedures import actions

pytestmark = pytest.mark.django_db
Browse = Callable[[Actor], Client]


@pytest.fixture
def case(awake: Town) -> Case:
    return filing.file(slug="birth-registration", by=awake.lan, at=clock.now())


def test_an_officer_of_two_posts_looks_once_a_day_by_the_post_that_has_the_dossier(
    awake: Town, browse: Browse, case: Case
) -> None:
    minh = replace(awake.minh, posts=(*awake.hoa.posts, *awake.minh.posts))
    noon = datetime.datetime(2026, 11, 25, 5, 0, tzinfo=datetime.UTC)
    for hours in (0, 1, 26):
        actions.record_look(case=case, at=noon + datetime.timedelta(hours=hours), by=minh)

    looks = cases.looks_at(case)

    assert len(looks) == 2
    assert {look.title for look in looks} == {awake.minh.posts[0].title}
    page = browse(awake.lan).get(f"/dossiers/{case.code}", {"lang": "en"})
    assert looks[0].agency_en in page.content.decode()
