"""The PostgreSQL that comes along: for a laptop, a demo city, the tests.

Whoever needs it joins; the first one in starts the server, the last one out stops it. Nobody but
the system user that started it (and root) can connect: a socket in a closed folder, no network.

    with postgres.running(settings.VAR / "postgres") as url:
        os.environ["DATABASE_URL"] = url
"""

from thanglong.config.postgres.cluster import NoServer
from thanglong.config.postgres.server import Server, join, running

__all__ = ["NoServer", "Server", "join", "running"]
