"""The worker: does jobs, leaves a heartbeat that /readyz looks for, takes up what others left."""

import asyncio
import contextlib
import signal

import procrastinate
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
BEAT_SECONDS = 10.0
BEATS_MISSED_MAX = 3  # then a worker is thought dead, and its jobs are taken up
LEFT_JOBS_MAX = 500  # a round


def run(*, beat_seconds: float = BEAT_SECONDS) -> None:
    """Work until SIGTERM or SIGINT; the job in flight ends first."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    asyncio.run(_work(app.with_connector(connector.get_worker_connector()), beat_seconds))


async def _work(app: procrastinate.App, beat_seconds: float) -> None:
    async with app.open_async():
        working = asyncio.ensure_future(
            app.run_worker_async(
                concurrency=settings.WORKER_CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=settings.WORKER_END_SECONDS,
                update_heartbeat_interval=beat_seconds,
                stalled_worker_timeout=beat_seconds * BEATS_MISSED_MAX,
                delete_jobs="successful",
            )
        )
        looking = asyncio.ensure_future(_take_up(app, beat_seconds))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, working.cancel)
        log.info("worker_started")
        try:
            await working
        except asyncio.CancelledError:
            log.info("worker_ended")
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking


async def _take_up(app: procrastinate.App, beat_seconds: float) -> None:
    """Queue the jobs of workers that are dead again, for ever; subscribers take effect once."""
    while True:
        await asyncio.sleep(beat_seconds)
        try:
            left = await app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=beat_seconds * BEATS_MISSED_MAX
            )
            for job in list(left)[:LEFT_JOBS_MAX]:
                await app.job_manager.retry_job(job)
                log.warning("job_taken_up", job=job.id, task=job.task_name)
        except procrastinate.exceptions.ConnectorException as error:
            log.warning("jobs_not_asked", error=type(error).__name__)
