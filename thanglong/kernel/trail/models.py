"""The log of what was done and looked at; a database trigger lets rows only be added."""

from django.db import models


class Entry(models.Model):
    """One row is one act on, or look at, one thing by one actor. References only, no content."""

    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    person_id = models.BigIntegerField(null=True, help_text="whose data it was")
    account_id = models.BigIntegerField(null=True, help_text="who acted; empty: the system")
    post_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=120, default="")

    class Meta:
        db_table = "trail_entry"
        indexes = [
            models.Index(fields=["subject", "at"], name="trail_subject"),
            models.Index(fields=["person_id", "at"], name="trail_person"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
