"""Where a list goes on: opaque, signed, so that nobody builds one by hand."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core import signing
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.errors import CityError

SALT = "thanglong.cursor"
LENGTH_MAX = 400
Row = TypeVar("Row")


class CursorIsUnknown(CityError):
    """Not one that we gave."""

    code = "web.cursor_unknown"
    status = 400
    message = _("This place in the list is not known. Please begin the list again.")


def cursor(*values: Any) -> str:
    """A place in a list: after the row with these values."""
    return signing.dumps(list(values), salt=SALT)


def place(text: str | None, *, count: int) -> list[Any] | None:
    """The values in a cursor; None at the beginning. Raises CursorIsUnknown."""
    if not text:
        return None
    try:
        values = signing.loads(text[:LENGTH_MAX], salt=SALT)
    except signing.BadSignature as error:
        raise CursorIsUnknown() from error
    if not isinstance(values, list) or len(values) != count:
        raise CursorIsUnknown()
    return values


def cut(
    rows: Sequence[Row], *, limit: int, after: Callable[[Row], Sequence[Any]]
) -> tuple[list[Row], str | None]:
    """One page, when one row more than `limit` was asked for, and the cursor of the next page."""
    if len(rows) <= limit:
        return list(rows), None
    page = list(rows[:limit])
    return page, cursor(*after(page[-1]))
