from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "thanglong.kernel.events"
    label = "events"
