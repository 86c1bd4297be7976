"""`thanglong simulator vneid`: the identity provider of the demo city."""

from urllib.parse import urlsplit

import click


@click.command("vneid")
@click.option("--host", default="", help="Address to listen on; default: that of VNEID_ISSUER.")
@click.option("--port", default=0, type=int, help="Port; default: that of VNEID_ISSUER.")
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    help="An address of the city to which people are sent back; can be repeated.",
)
@click.option("--slow", default=0.0, show_default=True, help="Wait so many seconds in each answer.")
@click.option("--down", is_flag=True, help="Answer 503 to everything.")
@click.option("--wrong", default="", help="Be wrong in one way: signature, nonce, audience, …")
def vneid_command(
    host: str, port: int, redirect_uris: tuple[str, ...], slow: float, down: bool, wrong: str
) -> None:
    """Run the VNeID simulator: a real OpenID provider whose people are those of the demo town.

    It also shows the authenticator apps of the demo town's officers: ADDRESS/authenticator

    Change its mood while it runs: curl -d down=1 ADDRESS/control

    Example: thanglong simulator vneid --slow 3
    """
    from django.conf import settings

    from thanglong.adapters.identity_vneid.simulator import app, server, town

    if wrong and wrong not in server.WRONGS:
        raise click.BadParameter(f"choose one of {', '.join(server.WRONGS)}", param_hint="--wrong")
    issuer = urlsplit(settings.VNEID_ISSUER)
    # The demo city is reached by number or by name (browsers make passkeys for names only).
    sites = {
        settings.SITE_URL,
        f"http://localhost:{settings.PORT}",
        f"http://127.0.0.1:{settings.PORT}",
    }
    back = [f"{site}/sign-in/vneid/callback" for site in sorted(sites)]
    people = settings.CITY / "demo" / "people.yaml"
    memory = server.Memory(
        issuer=settings.VNEID_ISSUER,
        client=server.Client(
            settings.VNEID_CLIENT_ID, settings.VNEID_CLIENT_SECRET, (*back, *redirect_uris)
        ),
        citizens=town.citizens(people),
        phones=town.phones(people),
        mood=server.Mood(slow_seconds=slow, down=down, wrong=wrong),
    )
    place = (host or issuer.hostname or "127.0.0.1", port or issuer.port or 8002)
    try:
        running = app.serve(app.Simulator(memory), host=place[0], port=place[1])
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {place[0]}:{place[1]} ({error.strerror}). Choose another --port."
        ) from error
    click.echo(f"VNeID (simulator) on {settings.VNEID_ISSUER}")
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        running.server_close()


COMMANDS = [vneid_command]
