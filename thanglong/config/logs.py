"""The log: events with fields, as JSON for machines or in colour for people, no personal data.

One line an event on standard output; whoever runs the process keeps it.
"""

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]
HIDDEN = "[hidden]"
PERSONAL = re.compile(
    r"\b\d{12}\b"  # personal number
    r"|\b0\d{9}\b"  # telephone
    r"|[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail
)
# PostgreSQL names in DETAIL the values of the row that it refuses.
DETAIL = re.compile(
    r"DETAIL:.*?(?=\n(?:HINT|CONTEXT|QUERY|Traceback|The above|During|  File)|\Z)", re.S
)
NOISY = ("procrastinate", "httpx", "httpcore", "botocore", "authlib", "PIL")


def configure(wanted: dict[str, Any]) -> None:
    """Set up logging; Django calls this with settings.LOGGING (`format`, `level`)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(allow=()),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        hide_personal_data,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(_standard(shared, wanted))


def hide_personal_data(logger: Any, method: str, event: Event) -> Event:
    """The last net: numbers, telephones, addresses and rows that slipped into a text are hidden."""
    del logger, method
    for name, value in event.items():
        if isinstance(value, str) and not name.startswith("_"):
            event[name] = PERSONAL.sub(HIDDEN, DETAIL.sub(f"DETAIL: {HIDDEN}", value))
    return event


def _standard(shared: list[Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Python's own logging, written the same way."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _renderer(str(wanted["format"])),
                ],
            }
        },
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
            }
        },
        "root": {"handlers": ["out"], "level": wanted["level"]},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},  # the access log has refusals already
            "django.server": {"handlers": [], "propagate": True},
            **{name: {"level": "WARNING"} for name in NOISY},
        },
    }


def _renderer(wanted: str) -> Any:
    if wanted == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
