from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "thanglong.kernel.people"
    label = "people"
