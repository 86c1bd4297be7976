"""What the shell itself has to remember: what it has answered to programs."""

from django.db import models


class KeptAnswer(models.Model):
    """One row is one answer of the programming interface, kept so that a repeat gets the same.

    `digest`: of what was asked; `status` is empty only inside the transaction that answers.
    """

    account_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    location = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "web_kept_answer"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "key"], name="web_kept_answer_once"),
        ]
        indexes = [models.Index(fields=["at"], name="web_kept_answer_at")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
