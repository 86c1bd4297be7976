"""The base of our forms: refusals become form errors, Vietnamese ways of writing are read.

form = forms.CancelPermit(request.POST or None)
if form.is_valid():
    with form.refusals():
        actions.cancel_permit(...)
        return redirect(...)
return render(...)            # with the refusal at the top of the form
"""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import text
from thanglong.kernel.base.errors import CityError

TEXT_LENGTH_MAX = 4000
ERRORS = {
    "required": _("Please fill this in."),
    "min_value": _("At least %(limit_value)s, please."),
    "max_value": _("At most %(limit_value)s, please."),
}
_PARTS = re.compile(r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})\s*")
_TOGETHER = re.compile(r"\s*(\d{2})(\d{2})(\d{4})\s*")
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*")
_LONG = re.compile(
    r"\s*(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\s*", re.IGNORECASE
)


YEAR_MIN, YEAR_MAX = 1800, 2200  # of what forms ask; beyond them it is a slip of the finger


def parse_date(written: str) -> datetime.date | None:
    """The date that a person wrote: `5/2/2026`, `05.02.2026`, `05022026`, `2026-02-05`,
    `ngày 05 tháng 02 năm 2026`. None when it is no date.
    """
    iso = _ISO.fullmatch(written)
    found = (
        iso or _PARTS.fullmatch(written) or _TOGETHER.fullmatch(written) or _LONG.fullmatch(written)
    )
    if found is None:
        return None
    numbers = [int(part) for part in found.groups()]
    day, month, year = reversed(numbers) if iso else numbers
    try:
        return datetime.date(year, month, day) if YEAR_MIN <= year <= YEAR_MAX else None
    except ValueError:
        return None


def parse_money(written: str) -> int | None:
    """Whole đồng as written: `1.250.000`, `1,250,000 ₫`, `1250000 đồng`. None when it is none."""
    bare = re.sub(r"(₫|đồng|đ|VND|\s|\u00a0)", "", written, flags=re.IGNORECASE)
    if not re.fullmatch(r"\d{1,15}|\d{1,3}([.,]\d{3}){1,4}", bare):
        return None
    return int(re.sub(r"[.,]", "", bare))


def parse_decimal(written: str) -> str | None:
    """A number with the Vietnamese comma, as a plain decimal text: `64,5` becomes `64.5`."""
    bare = written.strip().replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", bare):
        bare = bare.replace(".", "")
    bare = bare.replace(",", ".")
    return bare if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", bare) else None


class CityForm(forms.Form):
    """A form of ours. Its templates are the `field` components, never Django's own."""

    error_css_class = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in self.fields.values():
            one.error_messages |= ERRORS
            if isinstance(one, forms.IntegerField):
                one.error_messages["invalid"] = _("Please write a whole number.")

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show a refusal raised inside as this form's error; the entries stay as they are.

        `details["field"]` of the refusal names the field it belongs to, if it belongs to one.
        """
        try:
            yield
        except CityError as refusal:
            field = refusal.details.get("field")
            self.add_error(field if field in self.fields else None, str(refusal))


class TextField(forms.CharField):
    """A line of text: in the one normal form of Unicode, trimmed, never unbounded."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 300)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The text in NFC."""
        return text.nfc(super().to_python(value) or "")


class LongTextField(TextField):
    """Several lines of text."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", TEXT_LENGTH_MAX)
        super().__init__(**options)


class DateField(forms.Field):
    """A date as people here write it."""

    widget = forms.DateInput

    def to_python(self, value: Any) -> datetime.date | None:
        """The date. Raises ValidationError for what is none."""
        if value in self.empty_values or isinstance(value, datetime.date):
            return value or None
        found = parse_date(str(value))
        if found is None:
            raise forms.ValidationError(
                _("This is not a date. Please write day, month and year, such as 05/02/2026.")
            )
        return found


class MoneyField(forms.Field):
    """An amount in whole đồng."""

    widget = forms.TextInput(attrs={"type": "money"})

    def to_python(self, value: Any) -> int | None:
        """The amount. Raises ValidationError for what is none."""
        if value in self.empty_values:
            return None
        found = parse_money(str(value))
        if found is None:
            raise forms.ValidationError(
                _("This is not an amount. Please write whole đồng, such as 1.250.000.")
            )
        return found
