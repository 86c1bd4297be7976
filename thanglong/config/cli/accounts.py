"""`thanglong token`."""

import click

from thanglong.config.cli.city import city


@click.command("token")
@click.option("--as", "name", required=True, help="Login or full name of an account.")
@click.option("--label", default="terminal", show_default=True, help="What the key is for.")
def token_command(name: str, label: str) -> None:
    """Make a key for the programming interface of an account and print it once.

    Example: thanglong token --as lan
    """
    with city():
        from django.conf import settings

        from thanglong.config import demo
        from thanglong.kernel.base import clock
        from thanglong.kernel.people import actions as people
        from thanglong.kernel.people import queries

        at = clock.now()
        account_id = queries.account_id_of(demo.login_of(name) if settings.DEMO else name)
        if account_id is None:
            raise click.ClickException(
                f"There is no account “{name}”. `thanglong demo` prints the accounts it has."
            )
        by = queries.actor_for_account(account_id=account_id, at=at, assurance=2)
        key = people.make_token(
            account_id=account_id, label=label, assurance=2, expires_at=None, at=at, by=by
        )
        click.echo(key)


COMMANDS = [token_command]
