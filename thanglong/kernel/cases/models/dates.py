"""Changes of the calendar, and the dates of dossiers that they move."""

from django.db import models
from django.db.models import Q

from thanglong.kernel.cases.models.case import Case


class DateReview(models.Model):
    """One row is one look at all open dossiers: which dates a change of the calendar would move.

    `days`: as planned (none: whatever has become known of the calendar); `takes_back`: they are
    again as the week says; `version`: as which the last of them was declared. `reason`, `basis`: of
    the decision by which the dates are moved.
    """

    key = models.UUIDField(unique=True)
    calendar = models.CharField(max_length=30)
    agency = models.ForeignKey(
        "units.Agency", null=True, on_delete=models.PROTECT, related_name="+"
    )
    days = models.JSONField(default=list)
    takes_back = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    account_id = models.BigIntegerField(null=True)
    asked_total = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    asked_after = models.BigIntegerField(default=0, help_text="the last dossier that was asked")
    asked_at = models.DateTimeField(null=True, help_text="when all had been asked")
    declared_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, default="")
    decided_account_id = models.BigIntegerField(null=True)
    decided_post = models.ForeignKey(
        "units.Post", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, default="")
    basis = models.CharField(max_length=200, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_date_review"
        indexes = [
            models.Index(
                fields=["decided_at"],
                condition=Q(decided_at__isnull=False, finished_at__isnull=True),
                name="cases_review_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.key}"


class DateMove(models.Model):
    """One row is one date that a review found: as it stands, and as it would be.

    `agency`: who decides the dossier. `outcome`: empty, then moved, or kept (there was no longer
    anything to move).
    """

    review = models.ForeignKey(DateReview, on_delete=models.CASCADE, related_name="moves")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="date_moves")
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="")

    class Meta:
        db_table = "cases_date_move"
        constraints = [
            models.UniqueConstraint(fields=["review", "case"], name="cases_date_move_once"),
        ]
        indexes = [
            models.Index(fields=["review", "agency", "case"], name="cases_date_move_unit"),
            models.Index(
                fields=["review", "case"], condition=Q(outcome=""), name="cases_date_move_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.new_due_at}"
