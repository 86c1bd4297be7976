"""Making PDFs when nobody waits, and throwing away uploads that nobody finished."""

import uuid

import procrastinate
import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.calendar.tasks import when_steady
from thanglong.kernel.documents import actions

log = structlog.get_logger(__name__)
TRIES_MAX = 7
UPLOADS_A_RUN_MAX = 2000


@app.task(
    name="documents.make_pdf",
    queue="papers",
    retry=procrastinate.RetryStrategy(max_attempts=TRIES_MAX, exponential_wait=3),
)
def make_pdf(*, document_id: str) -> None:
    """Make the PDF of an issued paper; twice makes one. Outside any transaction: files are kept."""
    actions.make_pdf(document_id=uuid.UUID(document_id))


@app.periodic(cron="37 * * * *")
@app.task(name="documents.drop_expired_uploads", queue="papers")
@when_steady()
def drop_expired_uploads(timestamp: int) -> None:
    """Throw away what was begun and not finished within a day."""
    del timestamp
    dropped = actions.drop_expired_uploads(at=clock.now(), limit=UPLOADS_A_RUN_MAX)
    log.info("uploads_dropped", uploads=dropped)
