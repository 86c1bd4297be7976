"""The Jinja2 environment of every page: languages, addresses, formats."""

import itertools
from typing import Any

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, Undefined

from thanglong.kernel.web import clockface, fields, formats
from thanglong.kernel.web.icons import icon


def environment(**options: Any) -> Environment:
    """The environment, named in settings.TEMPLATES."""
    options["undefined"] = Undefined  # a key that a mapping lacks is empty, in DEBUG too
    options.pop("autoescape", None)
    env = Environment(
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        url=url,
        elsewhere=elsewhere,
        static=static,
        icon=icon,
        faces=clockface.faces,
        small_strip=clockface.small,
        Field=fields.Field,
        Option=fields.Option,
        zip=zip,
        pairwise=itertools.pairwise,
    )
    env.filters.update(
        date=formats.format_date,
        datetime=formats.format_datetime,
        time=formats.format_time,
        weekday=formats.weekday,
        money=formats.format_money,
        number=formats.format_number,
        duration=formats.format_duration,
        file_size=formats.file_size,
        title_name=formats.title_name,
        whole_codes=formats.whole_codes,
        as_field=fields.as_field,
    )
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view: `url("procedures:dossier", code)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def elsewhere(name: str, *args: Any) -> str:
    """The address of another service's view; empty where the city has turned that service off."""
    try:
        return reverse(name, args=args or None)
    except NoReverseMatch:
        return ""
