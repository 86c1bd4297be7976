"""A program: makes the little town in the database of DATABASE_URL, prints keys of its people."""

import json
import sys

import django


def main() -> None:
    """The city, Lan's key and Minh's, and what each subscriber listens to."""
    django.setup()
    from tests import filing, town
    from thanglong.config.cli import keeping
    from thanglong.kernel.base import clock
    from thanglong.kernel.events.registry import REGISTRY
    from thanglong.kernel.people import actions as people

    keeping.migrate()
    town.ensure_city()
    cast = town.Town(at=clock.now())
    keys = {
        name: people.make_token(
            account_id=who.account, label="test", assurance=2, expires_at=None, at=cast.at, by=who
        )
        for name, who in (("lan", cast.lan), ("minh", cast.minh))
    }
    answers = filing.plain(filing.scenario("marital-status-certificate")["answers"])
    listeners = {name: len(REGISTRY.of(name)) for name in REGISTRY.types}
    json.dump({"keys": keys, "answers": answers, "listeners": listeners}, sys.stdout)


if __name__ == "__main__":
    main()
