"""The worker: runs jobs one by one, and leaves a heartbeat that /readyz looks for."""

import asyncio
import signal

import procrastinate
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)


def run() -> None:
    """Work until SIGTERM or SIGINT; the job in flight ends first."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    asyncio.run(_work(app.with_connector(connector.get_worker_connector())))


async def _work(app: procrastinate.App) -> None:
    async with app.open_async():
        task = asyncio.ensure_future(
            app.run_worker_async(
                concurrency=settings.WORKER_CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=settings.WORKER_END_SECONDS,
                delete_jobs="successful",
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        log.info("worker_started")
        try:
            await task
        except asyncio.CancelledError:
            log.info("worker_ended")
