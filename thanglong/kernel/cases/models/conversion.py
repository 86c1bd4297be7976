"""Conversions: open dossiers that are brought from one revision of their procedure to another."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from thanglong.kernel.cases.models.case import Case, Revision


class Conversion(models.Model):
    """One row is one pair of revisions, with what was rehearsed and carried out between them.

    `mapping`: what becomes of stages, questions and papers that are gone, as its file says.
    `state`: rehearsing, rehearsed, applying, applied, undone; what is under way goes on. `looked`:
    how many dossiers the present or last run has looked at.
    """

    old = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    weight = models.CharField(max_length=10)  # cosmetic, compatible, breaking
    state = models.CharField(max_length=10, default="rehearsing")
    affected = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0, db_default=0)
    rehearsed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "cases_conversion"
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="cases_conversion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class ConvertedCase(models.Model):
    """One row is one open dossier in a conversion: how it goes, and how it stood and stands.

    `how`: same (nothing in it changes), mapped (something does), held (it stays on its revision,
    for the reasons in `problems`). `before`, `after`: revision, stage, answers, desks, papers.
    `seq`: its last step when it was moved.
    """

    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT, related_name="rows")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conversions")
    how = models.CharField(max_length=10)
    problems = ArrayField(models.CharField(max_length=200), default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "cases_converted_case"
        constraints = [
            models.UniqueConstraint(fields=["conversion", "case"], name="cases_converted_once"),
        ]
        indexes = [
            models.Index(
                fields=["conversion", "id"], condition=Q(how="held"), name="cases_converted_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversion_id}: {self.case_id} {self.how}"
