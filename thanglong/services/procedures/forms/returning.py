"""How a result comes back, and how the person can be reached: on the phone and at the counter."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.forms import CityForm, TextField

REACHED_BY = ("phone", "email", "address")
ADDRESS_MAX = 300


class Returning(CityForm):
    """A form with `delivery`, `phone` and `email`: who wants the result by post says where to."""

    address = TextField(
        label=_("Postal address"),
        help_text=_("Only for a result by post: house, street, ward, city."),
        required=False,
        max_length=ADDRESS_MAX,
    )

    def clean(self) -> dict[str, Any]:
        """By post: with an address."""
        values = super().clean() or {}
        if values.get("delivery") == "post" and not values.get("address"):
            self.add_error("address", _("Please write where the post should bring it."))
        return values

    def contact(self) -> dict[str, str]:
        """What was given of phone, e-mail and address."""
        given = {key: self.cleaned_data.get(key, "") for key in REACHED_BY}
        return {key: value for key, value in given.items() if value}
