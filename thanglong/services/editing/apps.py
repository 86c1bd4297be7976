from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "thanglong.services.editing"
    label = "editing"
