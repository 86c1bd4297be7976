"""A write that is sent again gets the same answer, and nothing happens twice (`Idempotency-Key`).

Source: IETF draft-ietf-httpapi-idempotency-key-header (httpapi working group).
"""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock, locks
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.web.models import KeptAnswer
from thanglong.kernel.web.permissions import actor_of

KEPT_DAYS = 7
KEY = re.compile(r"[\x21-\x7e]{1,64}")
REPEATED = "Idempotent-Replayed"

# A second request with the same key waits here until the first one has been answered.
_BEGIN = """
INSERT INTO web_kept_answer (account_id, key, digest, body, location, at)
VALUES (%s, %s, %s, '', '', %s) ON CONFLICT (account_id, key) DO NOTHING RETURNING id
"""
_KEEP = "UPDATE web_kept_answer SET status = %s, body = %s, location = %s WHERE id = %s"
_KNOWN = """
SELECT digest, status, body, location FROM web_kept_answer WHERE account_id = %s AND key = %s
"""
_LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"

Make = Callable[[], HttpResponse]


class KeyIsMalformed(CityError):
    """An idempotency key that is empty, long or not printable."""

    code = "web.key_malformed"
    status = 400
    message = _("The key of this request must have 1 to 64 printable characters.")


class KeyIsReused(CityError):
    """An idempotency key came again with another content."""

    code = "web.key_reused"
    status = 422
    message = _("This request was already sent with other content. Please send it with a new key.")


@dataclass(frozen=True, slots=True)
class _Asked:
    account_id: int
    key: str
    digest: str
    at: datetime.datetime


def once(request: HttpRequest, make: Make) -> HttpResponse:
    """Answer a write once for each key: the work and its kept answer are one transaction.

    Without a key it is simply done. A refusal is not kept: what was refused may be sent again,
    corrected, with the same key. Raises KeyIsMalformed, KeyIsReused.
    """
    asked = _asked(request, request.body)
    if asked is None:
        return make()
    with transaction.atomic():
        locks.wait_at_most()
        row_id = _begin(asked)
        if row_id is None:
            known = _known(asked)
            assert known is not None
            return known
        response = make()
        _keep(row_id, response)
    return response


def once_outside(request: HttpRequest, make: Make, *, content: bytes) -> HttpResponse:
    """As `once`, for work that may not hold a transaction open: looking into files.

    content: what is compared, since the bytes of a form with files differ each time it is sent.
    """
    asked = _asked(request, content)
    if asked is None:
        return make()
    with _alone(asked):
        known = _known(asked)
        if known is not None:
            return known
        response = make()
        with transaction.atomic():
            row_id = _begin(asked)
            assert row_id is not None
            _keep(row_id, response)
    return response


def key_of(request: HttpRequest) -> str | None:
    """The key as the engine keeps it with what was done, so that it counts for ever."""
    key = request.headers.get("Idempotency-Key")
    return f"api:{key}" if key else None


def forget_answers(*, before: datetime.datetime, limit: int = 5000) -> int:
    """Delete kept answers that nobody will ask for again, at most `limit`. Returns how many."""
    old = KeptAnswer.objects.filter(at__lt=before).values_list("id", flat=True)[:limit]
    return KeptAnswer.objects.filter(id__in=list(old)).delete()[0]


def _asked(request: HttpRequest, content: bytes) -> _Asked | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise KeyIsMalformed()
    head = f"{request.method} {request.get_full_path()}\n".encode()
    digest = hashlib.sha256(head + content).hexdigest()
    return _Asked(actor_of(request).account_id or 0, key, digest, clock.now())


def _begin(asked: _Asked) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [asked.account_id, asked.key, asked.digest, asked.at])
        row = cursor.fetchone()
    return row[0] if row else None


def _keep(row_id: int, response: HttpResponse) -> None:
    location = response.headers.get("Location", "")
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [response.status_code, response.content, location, row_id])


def _known(asked: _Asked) -> HttpResponse | None:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [asked.account_id, asked.key])
        row = cursor.fetchone()
    if row is None:
        return None
    digest, status, body, location = row
    if digest != asked.digest:
        raise KeyIsReused()
    response = HttpResponse(bytes(body), status=status, content_type="application/json")
    response[REPEATED] = "true"
    if location:
        response["Location"] = location
    return response


@contextmanager
def _alone(asked: _Asked) -> Iterator[None]:
    """No second request with this key at the same time, in any process."""
    name = f"{asked.account_id}:{asked.key}"
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [name])
        try:
            yield
        finally:
            cursor.execute(_UNLOCK, [name])
