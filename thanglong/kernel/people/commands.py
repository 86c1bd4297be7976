"""`thanglong officer …`: accounts of officers and their posts, for the operator."""

import datetime
import json
from typing import Any

import click

from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.units.commands import in_city

LOGIN = click.argument("login")
PASSWORD = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="OFFICER_PASSWORD",
    help="Asked for when it is not given; at least 12 characters.",
)


@click.group()
def officer() -> None:
    """Open and close accounts of officers, give and take posts, reset a lost second step.

    Example: thanglong officer show minh
    """


@officer.command("open")
@LOGIN
@click.option("--name", "full_name", required=True, help="Full name.")
@click.option("--number", default="", help="Personal number, 12 digits.")
@PASSWORD
@in_city
def open_command(login: str, full_name: str, number: str, password: str) -> None:
    """Open an account; at the first sign-in the officer sets up the second step.

    Example: thanglong officer open hoa --name "Vũ Thị Hoa" --number 999187000202
    """
    from thanglong.kernel.people import actions

    at = _now()
    person = actions.know_person(personal_number=number, full_name=full_name)
    account = actions.open_officer_account(login=login, person=person, at=at, by=SYSTEM)
    actions.set_password(account_id=account.id, password=password, at=at, by=SYSTEM)
    click.echo(f"{account.login} may sign in at /sign-in/officer.")


@officer.command("password")
@LOGIN
@PASSWORD
@in_city
def password_command(login: str, password: str) -> None:
    """Give a new password; the officer is signed out everywhere.

    Example: thanglong officer password hoa
    """
    from thanglong.kernel.people import actions

    actions.set_password(account_id=_account_id(login), password=password, at=_now(), by=SYSTEM)
    click.echo("The password is changed.")


@officer.command("reset")
@LOGIN
@in_city
def reset_command(login: str) -> None:
    """Take away app and passkeys of an officer who lost the device; password stays.

    Make sure who asks: whoever signs in next with the password sets up the new second step.

    Example: thanglong officer reset hoa
    """
    from thanglong.kernel.people import actions

    actions.reset_second_step(account_id=_account_id(login), at=_now(), by=SYSTEM)
    click.echo("At the next sign-in a new second step is set up.")


@officer.command("close")
@LOGIN
@in_city
def close_command(login: str) -> None:
    """Close an account: posts, sign-ins and keys end now, history stays.

    Example: thanglong officer close hoa
    """
    from thanglong.kernel.people import actions

    actions.close_account(account_id=_account_id(login), at=_now(), by=SYSTEM)
    click.echo(f"{login} cannot sign in any more.")


@officer.command("post")
@LOGIN
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.option("--role", required=True, help="Role of the post: one_stop, specialist, leader …")
@click.option("--basis", default="", help="The decision that says so.")
@click.option("--take", is_flag=True, help="Take the post instead of giving it.")
@in_city
def post_command(login: str, code: str, role: str, basis: str, take: bool) -> None:
    """Give a post from now on, or take it.

    Example: thanglong officer post hoa --agency H26.00004.VP --role specialist --basis "QĐ 12/2026"
    """
    from thanglong.kernel.people import actions

    at = _now()
    account_id, post_id = _account_id(login), _post_id(code, role, at)
    if take:
        _need_held(login, account_id, post_id, at)
        actions.take_post(account_id=account_id, post_id=post_id, at=at, by=SYSTEM)
    else:
        actions.give_post(
            account_id=account_id,
            post_id=post_id,
            valid_from=at,
            valid_to=None,
            basis=basis,
            by=SYSTEM,
        )
    show(login, as_json=False)


@officer.command("show")
@LOGIN
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@in_city
def show_command(login: str, as_json: bool) -> None:
    """Which posts an officer holds now, and how the second step is taken.

    Example: thanglong officer show minh --json
    """
    show(login, as_json=as_json)


def show(login: str, *, as_json: bool) -> None:
    """Print what there is to know of an officer."""
    from thanglong.kernel.people import queries
    from thanglong.kernel.units import queries as units

    account_id = _account_id(login)
    actor = queries.actor_for_account(account_id=account_id, at=_now())
    codes = {post.agency_id: units.known_agency(agency_id=post.agency_id) for post in actor.posts}
    ways = queries.ways_to_sign_in(account_id=account_id)
    posts: list[dict[str, Any]] = [
        {
            "role": post.role,
            "title": post.title,
            "agency": post.agency_name,
            "agency_code": known.code if (known := codes[post.agency_id]) else "",
            "deputises_for": post.deputises_for,
        }
        for post in actor.posts
    ]
    told: dict[str, Any] = {"login": ways.login, "name": actor.name, "posts": posts}
    told |= {"totp": ways.has_totp, "passkey": ways.has_passkey}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(f"{actor.name} ({ways.login})")
    for post in posts:
        stands_in = f" (for {post['deputises_for']})" if post["deputises_for"] else ""
        where = f"{post['agency']}{stands_in}"
        click.echo(f"  {post['title']}, {where}: --agency {post['agency_code']}")
    if not posts:
        click.echo("  no post now")
    steps = [name for name, has in (("app", ways.has_totp), ("passkey", ways.has_passkey)) if has]
    click.echo(f"  second step: {', '.join(steps) or 'set up at the next sign-in'}")


def _now() -> datetime.datetime:
    from thanglong.kernel.base import clock

    return clock.now()


def _account_id(login: str) -> int:
    from thanglong.kernel.people import queries

    account_id = queries.officer_id_of(login)
    if account_id is None:
        raise click.ClickException(f"There is no officer with the login “{login}”.")
    return account_id


def _need_held(login: str, account_id: int, post_id: int, at: datetime.datetime) -> None:
    from thanglong.kernel.people import queries

    held = queries.actor_for_account(account_id=account_id, at=at).posts
    if all(post.post_id != post_id or post.deputises_for for post in held):
        raise click.ClickException(f"“{login}” does not hold this post now: nothing to take.")


def _post_id(code: str, role: str, at: datetime.datetime) -> int:
    from thanglong.kernel.base import clock
    from thanglong.kernel.units import queries as units

    agency = units.agency_by_code(code, on=clock.local(at).date())
    if agency is None:
        raise click.ClickException(
            f"There is no agency “{code}” today. `thanglong units show CODE` lists those of a unit."
        )
    posts = {post.role: post.id for post in units.posts_of(agency.id)}
    if role not in posts:
        raise click.ClickException(
            f"The agency “{code}” has no post with the role “{role}”. It has: "
            f"{', '.join(sorted(posts)) or 'none'}."
        )
    return int(posts[role])


COMMANDS = [officer]
