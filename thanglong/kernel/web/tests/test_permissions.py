"""Who may open what."""

import dataclasses

import pytest
from django.test import Client

from thanglong.kernel.base.actor import ANONYMOUS, Actor, HeldPost
from thanglong.kernel.people.tests import make
from thanglong.kernel.web import permissions
from thanglong.kernel.web.permissions import ANY_OFFICER, RESIDENT, Permission
from thanglong.kernel.web.tests import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("thanglong.kernel.web.tests.urls")]

LAN = Actor(kind="person", account_id=1, person_id=1, name="Nguyễn Thị Lan", assurance=1)
MINH = Actor(
    kind="officer",
    account_id=2,
    person_id=2,
    name="Trần Văn Minh",
    posts=(
        HeldPost(post_id=1, agency_id=5, agency_name="Ba Đình", role="one_stop", title="Một cửa"),
    ),
    assurance=2,
)
FORMER = Actor(kind="officer", account_id=3, person_id=3, name="Vũ Thị Hoa", assurance=2)


def permission(*roles: str, assurance: int = 1) -> Permission:
    return Permission(code="t.x", name="x", roles=frozenset(roles), assurance=assurance)


@pytest.mark.parametrize(
    ("actor", "wanted", "allowed"),
    [
        (ANONYMOUS, permissions.ANYONE, True),
        (ANONYMOUS, permissions.SIGNED_IN, False),
        (LAN, permissions.SIGNED_IN, True),
        (LAN, permission(RESIDENT), True),
        (LAN, permission(RESIDENT, assurance=2), False),
        (LAN, permission(ANY_OFFICER), False),
        (MINH, permission(ANY_OFFICER), True),
        (MINH, permission("one_stop"), True),
        (MINH, permission("leader"), False),
        (MINH, permission(RESIDENT), False),
        (FORMER, permission(ANY_OFFICER), False),
    ],
)
def test_what_one_may_follows_from_who_one_is_and_the_posts_held(
    actor: Actor, wanted: Permission, allowed: bool
) -> None:
    assert permissions.may(actor, wanted) is allowed


def test_a_permission_may_ask_more_of_the_posts_that_are_held() -> None:
    in_five = Permission(
        code="t.y", name="y", roles=frozenset({"one_stop"}),
        held=lambda actor: any(post.agency_id == 5 for post in actor.posts),
    )  # fmt: skip
    elsewhere = dataclasses.replace(MINH.posts[0], agency_id=6)

    assert permissions.may(MINH, in_five)
    assert not permissions.may(dataclasses.replace(MINH, posts=(elsewhere,)), in_five)
    assert not permissions.may(LAN, in_five)


def test_a_stranger_is_led_to_the_sign_in_and_back(client: Client) -> None:
    page = client.get("/own?tab=2")

    assert page.status_code == 302
    assert page["Location"] == "/sign-in?next=%2Fown%3Ftab%3D2"


def test_after_a_post_one_is_not_led_back_to_an_address_that_only_takes_posts(
    client: Client,
) -> None:
    page = client.post("/own")

    assert page["Location"] == "/sign-in?next=%2F"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client: Client) -> None:
    part = client.get("/own", headers={"HX-Request": "true"})

    assert part.status_code == 204
    assert part["HX-Redirect"].startswith("/sign-in")


def test_lan_opens_her_own_page(client: Client) -> None:
    make.sign_in(client, make.resident("Nguyễn Thị Lan"))

    page = client.get("/own")

    assert page.content.decode() == "Nguyễn Thị Lan"


def test_minh_opens_the_desk_and_hanh_is_refused(client: Client) -> None:
    minh = make.officer("Trần Văn Minh")
    make.hold(minh, make.post(make.agency(), "one_stop"))
    make.sign_in(client, minh)
    stranger = Client()
    make.sign_in(stranger, make.resident("Lê Hồng Hạnh"))

    assert client.get("/desk-page").status_code == 200
    assert stranger.get("/desk-page").status_code == 403


def test_a_weak_sign_in_is_told_to_come_back_with_a_stronger_one(client: Client) -> None:
    minh = make.officer("Trần Văn Minh")
    make.hold(minh, make.post(make.agency(), "one_stop"))
    make.sign_in(client, minh, assurance=1)

    page = client.get("/desk-page")

    assert page.status_code == 403
    assert "VNeID" in page.content.decode()


def test_the_interface_answers_a_stranger_with_a_problem(client: Client) -> None:
    answer = client.get("/api/t/desk")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "city.sign_in_needed"


def test_a_session_may_read_the_interface_and_not_write_there(client: Client) -> None:
    minh = make.officer("Trần Văn Minh")
    make.hold(minh, make.post(make.agency(), "one_stop"))
    make.sign_in(client, minh)

    assert client.get("/api/t/desk?page=3").json() == {"page": 3}
    assert permissions.worn_by(urls.api_desk) == (urls.DESK,)


def test_every_view_of_the_shell_wears_a_permission() -> None:
    from thanglong.kernel.web import urls as shell

    assert all(permissions.worn_by(pattern.callback) for pattern in shell.urlpatterns)
