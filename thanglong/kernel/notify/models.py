"""Telling a person: in the inbox of the account, and by letter (e-mail)."""

from django.db import models


class Notice(models.Model):
    """One row is one thing told to one account. `message` and `values` make the sentence."""

    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="notices")
    message = models.CharField(max_length=80, help_text="key of the sentence")
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_notice"
        indexes = [models.Index(fields=["account", "-at"], name="notify_inbox")]

    def __str__(self) -> str:
        return self.message


class Letter(models.Model):
    """One row is one e-mail to one address, sent at least once; `key` lets repeats be dropped."""

    key = models.CharField(max_length=160, unique=True)
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=2, default="vi", db_default="vi")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "notify_letter"

    def __str__(self) -> str:
        return self.subject
