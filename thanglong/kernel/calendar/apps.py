from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "thanglong.kernel.calendar"
    label = "calendar"

    def ready(self) -> None:
        """Make the events of this step known."""
        from thanglong.kernel.calendar import events
        from thanglong.kernel.events.registry import REGISTRY

        REGISTRY.declare(*events.ALL)
