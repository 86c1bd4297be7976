"""What the shell itself has to remember: how often something was tried."""

from django.db import models


class Tries(models.Model):
    """One row is one limited thing (a keyed hash) and the tries in its present window."""

    key = models.CharField(max_length=64, primary_key=True)
    window_start = models.DateTimeField()
    tries = models.PositiveIntegerField()

    class Meta:
        db_table = "web_tries"
        indexes = [models.Index(fields=["window_start"], name="web_tries_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.tries}"
