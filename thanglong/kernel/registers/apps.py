from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "thanglong.kernel.registers"
    label = "registers"
