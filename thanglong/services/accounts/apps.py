from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "thanglong.services.accounts"
    label = "accounts"
