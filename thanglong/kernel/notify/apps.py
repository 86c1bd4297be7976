from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "thanglong.kernel.notify"
    label = "notify"
