"""The shapes that a drawing is made of, and how wide a text is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["stage", "signed", "paused", "consulted", "start", "end", "exit"]
Stroke = Literal["way", "aside", "asked"]

# Em widths rounded up, so that a box also holds the wider fonts that stand in for Be Vietnam Pro.
_NARROW = frozenset("iıìỉĩíịIÌỈĨÍỊjltfr.,:;!|'()·- ")
_WIDE = frozenset("mwMW—@%")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a box. `bold`, `small`: how it is set."""

    text: str
    bold: bool = False
    small: bool = False


@dataclass(slots=True)
class Box:
    """A box with its lines, centred on nothing: x and y are its upper left corner.

    `key`: the stage, or `stage:consult` of an opinion, for those who mark or name boxes.
    """

    style: Style
    lines: Sequence[Line]
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    key: str = ""

    @property
    def middle(self) -> float:
        """Its centre from the left."""
        return self.x + self.width / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line through points, with a head at its end and words beside it.

    `key`: `stage:act` of the act that it shows.
    """

    stroke: Stroke
    points: tuple[tuple[float, float], ...]
    label: str = ""
    label_at: tuple[float, float] = (0, 0)
    both_ends: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column for one side of the counter or one level of the administration."""

    key: str
    title: str
    notes: tuple[str, ...]
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Its centre from the left."""
        return self.x + self.width / 2


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in pixels, rather more than less."""
    units = sum(
        0.36 if char in _NARROW else 0.95 if char in _WIDE else 0.72 if char.isupper() else 0.625
        for char in text
    )
    return units * size * (1.09 if bold else 1.0)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit the width; a word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
