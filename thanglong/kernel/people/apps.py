from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "thanglong.kernel.people"
    label = "people"

    def ready(self) -> None:
        """Make the events of this step known."""
        from thanglong.kernel.events.registry import REGISTRY
        from thanglong.kernel.people import events

        REGISTRY.declare(*events.ALL)
