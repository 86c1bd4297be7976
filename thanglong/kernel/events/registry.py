"""Which events there are, and who listens to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class EventType:
    """A declared event. `name`: `service.noun.past_verb.vN`; `payload`: its keys."""

    name: str
    doc: str
    payload: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a subscriber is told."""

    id: int
    type: str
    subject: str
    payload: dict[str, Any]
    happened_at: datetime
    account_id: int | None


Subscriber = Callable[[Fact], None]


@dataclass(slots=True)
class Registry:
    """All declared events and their subscribers in this process."""

    types: dict[str, EventType] = field(default_factory=dict)
    subscribers: dict[str, dict[str, Subscriber]] = field(default_factory=dict)

    def declare(self, *types: EventType) -> None:
        """Make events known; the same name twice must be the same declaration."""
        for event_type in types:
            known = self.types.setdefault(event_type.name, event_type)
            if known != event_type:
                raise ValueError(f"The event {event_type.name} is declared twice, differently.")

    def subscribe(self, name: str, subscriber: Subscriber) -> None:
        """Have a function called, in a job, for every event of this name."""
        label = f"{subscriber.__module__}.{subscriber.__qualname__}"
        self.subscribers.setdefault(name, {})[label] = subscriber

    def of(self, name: str) -> dict[str, Subscriber]:
        """The subscribers of an event by their labels."""
        return self.subscribers.get(name, {})


REGISTRY = Registry()
