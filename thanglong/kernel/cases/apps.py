from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "thanglong.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        """Make the events of this step known."""
        from thanglong.kernel.cases import events
        from thanglong.kernel.events.registry import REGISTRY

        REGISTRY.declare(*events.ALL)
