from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "thanglong.kernel.units"
    label = "units"
