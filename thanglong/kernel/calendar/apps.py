from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "thanglong.kernel.calendar"
    label = "calendar"
