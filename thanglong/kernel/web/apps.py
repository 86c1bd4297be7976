from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "thanglong.kernel.web"
    label = "web"
