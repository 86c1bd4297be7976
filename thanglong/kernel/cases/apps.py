from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "thanglong.kernel.cases"
    label = "cases"
