from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "thanglong.kernel.web"
    label = "web"

    def ready(self) -> None:
        """Let the services hear the events that their manifests name."""
        from thanglong.kernel.events.registry import REGISTRY
        from thanglong.kernel.web import service

        for one in service.services():
            for name, subscriber in one.subscribers.items():
                REGISTRY.subscribe(name, subscriber)
