"""Facts inside the house, and which subscriber has dealt with which."""

from django.db import models


class Event(models.Model):
    """One row is one fact. Rows are only ever added (a database trigger sees to it)."""

    type = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    account_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "events_event"
        indexes = [models.Index(fields=["subject", "id"], name="events_subject")]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}"


class Delivery(models.Model):
    """One row says that one subscriber has dealt with one event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=160)
    done_at = models.DateTimeField()

    class Meta:
        db_table = "events_delivery"
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="events_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} #{self.event_id}"
