from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "thanglong.services.operations"
    label = "operations"
