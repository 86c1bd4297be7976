from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thanglong.kernel.documents"
    label = "documents"
