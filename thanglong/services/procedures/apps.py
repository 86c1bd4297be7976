from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "thanglong.services.procedures"
    label = "procedures"
