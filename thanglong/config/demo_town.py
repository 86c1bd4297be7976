"""The demo town: its people, offices and dossiers, made with the same actions as the screens."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thanglong.config.demo import Step


def steps(*, dossiers: int) -> "list[Step]":
    """The parts of the town that are not there yet."""
    del dossiers
    return []
