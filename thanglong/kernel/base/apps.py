from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "thanglong.kernel.base"
    label = "base"
