"""The worker: does jobs, leaves a heartbeat that /readyz looks for, takes up what others left."""

import asyncio
import contextlib
import signal
from typing import Any

import procrastinate
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

log = structlog.get_logger(__name__)
BEAT_SECONDS = 10.0
BEATS_MISSED_MAX = 3  # then a worker is thought dead, and its jobs are taken up
LEFT_JOBS_MAX = 500  # a round
PAUSE_SECONDS = 1.0  # before asking a database again that was lost


def run(*, beat_seconds: float = BEAT_SECONDS) -> None:
    """Work until SIGTERM or SIGINT; the job in flight ends first."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    asyncio.run(_work(app.with_connector(connector.get_worker_connector()), beat_seconds))


class _Hands:
    """What this worker has in hand. A job that ended while the database was away is still its own
    there, though nobody works on it any more: alive, it has to take it up itself.
    """

    def __init__(self) -> None:
        self._worker_id: int | None = None
        self._held: set[int | None] = set()
        self._missed: set[int | None] = set()

    async def holding(
        self, go_on: AsyncCallNext, context: procrastinate.JobContext, worker: Worker
    ) -> Any:
        """Run a job, and know that it runs."""
        self._worker_id = worker.worker_id
        self._held.add(context.job.id)
        try:
            return await go_on()
        finally:
            self._held.discard(context.job.id)

    async def dropped(self, app: procrastinate.App) -> list[Job]:
        """Jobs that were not in hand a round ago and are not now: one that just ends is no loss."""
        if self._worker_id is None:
            return []
        ours = await app.job_manager.list_jobs_async(status="doing", worker_id=self._worker_id)
        lost = {job.id: job for job in ours if job.id not in self._held}
        twice = [job for number, job in lost.items() if number in self._missed]
        self._missed = set(lost)
        return twice


async def _work(app: procrastinate.App, beat_seconds: float) -> None:
    """One stint after another: a database that goes away ends a stint, not the worker."""
    told, hands = asyncio.Event(), _Hands()
    async with app.open_async():
        looking = asyncio.ensure_future(_take_up(app, hands, beat_seconds))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
        log.info("worker_started")
        while not told.is_set():
            await _stint(app, told, hands, beat_seconds)
        log.info("worker_ended")
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _stint(
    app: procrastinate.App, told: asyncio.Event, hands: _Hands, beat_seconds: float
) -> None:
    """Work until told to end, or until the database is lost; jobs in flight end first."""
    working = asyncio.ensure_future(
        app.run_worker_async(
            concurrency=settings.WORKER_CONCURRENCY,
            install_signal_handlers=False,
            shutdown_graceful_timeout=settings.WORKER_END_SECONDS,
            update_heartbeat_interval=beat_seconds,
            stalled_worker_timeout=beat_seconds * BEATS_MISSED_MAX,
            delete_jobs="successful",
            worker_middleware=[hands.holding],
        )
    )
    ending = asyncio.ensure_future(told.wait())
    await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    working.cancel()
    error = (await asyncio.gather(working, return_exceptions=True))[0]
    if isinstance(error, Exception) and not isinstance(error, ConnectorException):
        raise error
    if not told.is_set():
        log.warning("worker_begins_anew", error=type(error).__name__)
        await sync_to_async(close_old_connections)()  # periodic jobs are queued through Django's
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), PAUSE_SECONDS)


async def _take_up(app: procrastinate.App, hands: _Hands, beat_seconds: float) -> None:
    """Queue again what dead workers, or this one, let fall; subscribers take effect once."""
    while True:
        await asyncio.sleep(beat_seconds)
        try:
            left = await app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=beat_seconds * BEATS_MISSED_MAX
            )
            for job in [*left, *await hands.dropped(app)][:LEFT_JOBS_MAX]:
                await app.job_manager.retry_job(job)
                log.warning("job_taken_up", job=job.id, task=job.task_name)
        except ConnectorException as error:
            log.warning("jobs_not_asked", error=type(error).__name__)
