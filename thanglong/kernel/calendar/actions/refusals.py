"""Why a change of a calendar is refused."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors


class DayIsDeclaredSo(errors.CityError):
    """The date is already what it was to become. `on`: the date."""

    code = "calendar.day_is_declared_so"
    message = _("%(on)s is already declared so. There is nothing to change.")


class SourceIsMissing(errors.CityError):
    """A day or hours without the decision behind them."""

    code = "calendar.source_is_missing"
    status = 422
    message = _("Please name the decision behind this change: its number and date.")


class NoSuchAgency(errors.NotFound):
    """The pack names an agency that is not loaded. `agency`: its code."""

    code = "calendar.no_such_agency"
    message = _("There is no agency “%(agency)s”. Please load the city's units first.")
