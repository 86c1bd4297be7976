"""The clock strip as shapes: from minutes of a day to shares of a width."""

import datetime
from dataclasses import dataclass

from markupsafe import Markup

from thanglong.kernel.calendar.rules import Strip, StripDay
from thanglong.kernel.web import formats

MARGIN_MINUTES = 60  # of night shown on either side of the working hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of a day: used, left, spare or paused. Closed time is not drawn but hatched."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One day of the strip, drawn. Shares run 0..100 over the shown part of the day."""

    date: datetime.date
    kind: str
    name: str
    bands: tuple[Band, ...]
    now: float | None
    due: float | None
    is_paused: bool

    @property
    def short_weekday(self) -> str:
        """`T2` or `Mon`."""
        return formats.weekday(self.date, "short")


def faces(strip: Strip) -> list[Face]:
    """The days of a strip, ready for drawing."""
    today = next((day.on for day in strip.days if day.now_minute is not None), None)
    window = (strip.opens - MARGIN_MINUTES, strip.closes + MARGIN_MINUTES)
    is_past_all = today is None
    vietnamese = formats.language() == "vi"
    return [
        _face(
            day,
            window,
            past=is_past_all or (today is not None and day.on < today),
            name=day.name_vi if vietnamese else day.name_en,
        )
        for day in strip.days
    ]


def small(strip: Strip) -> Markup:
    """What stands within the picture of a strip in a list: its days, and the marks on them.

    Written here and not in a template: an inbox draws fifty of them, and of numbers only.
    """
    days = faces(strip)
    count = max(len(days), 1)
    drawn = []
    for place, day in enumerate(days):
        bands = "".join(
            f'<rect class="band-{band.kind}" x="{band.start}" width="{band.width}" height="24"/>'
            for band in day.bands
        )
        drawn.append(f'<g transform="translate({place * 100} 0)" class="{day.kind}">{bands}</g>')
    for place, day in enumerate(days):
        if day.now is not None:
            at = round(place * 100 + day.now - count * 0.6, 1)
            drawn.append(_mark("now", at, round(count * 1.2, 1)))
        if day.due is not None:
            at = round(min(place * 100 + day.due - count, count * 98), 1)
            drawn.append(_mark("due", at, count * 2))
    return Markup("".join(drawn))  # noqa: S704 - kinds and numbers of our own


def _mark(name: str, at: float, width: float) -> str:
    return f'<rect class="mark-{name}" x="{at}" width="{width}" height="24"/>'


def _face(day: StripDay, window: tuple[int, int], *, past: bool, name: str) -> Face:
    def share(minute: int) -> float:
        opens, closes = window
        return round(100 * min(max((minute - opens) / (closes - opens), 0), 1), 2)

    bands = []
    for kind, start, end in _stretches(day, past=past):
        left, right = share(start), share(end)
        if right > left:
            bands.append(Band(kind=kind, start=left, width=round(right - left, 2)))
    return Face(
        date=day.on,
        kind=str(day.kind.value),
        name=name,
        bands=tuple(bands),
        now=None if day.now_minute is None else share(day.now_minute),
        due=None if day.due_minute is None else share(day.due_minute),
        is_paused=any(segment.kind == "paused" for segment in day.segments),
    )


def _stretches(day: StripDay, *, past: bool) -> list[tuple[str, int, int]]:
    """Working time cut at the present instant: what is used, what is left."""
    found: list[tuple[str, int, int]] = []
    now = day.now_minute if day.now_minute is not None else (24 * 60 if past else 0)
    for segment in day.segments:
        if segment.kind == "worked":
            found.append(("used", segment.start, min(segment.end, max(now, segment.start))))
            found.append(("left", max(segment.start, min(now, segment.end)), segment.end))
        elif segment.kind in {"open", "paused"}:
            found.append(
                ("spare" if segment.kind == "open" else "paused", segment.start, segment.end)
            )
    return [(kind, start, end) for kind, start, end in found if end > start]
