from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "thanglong.kernel.trail"
    label = "trail"
