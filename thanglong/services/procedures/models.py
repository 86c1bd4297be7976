"""What a person is writing, and what they say of the service afterwards."""

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """One row is one form being filled by one person for one beneficiary, kept for 30 days.

    `version` grows with every save: a second tab that knows an older one is told, not merged.
    `case_code` is set when it has been filed.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    known = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="the answers that registers and the account gave, as they gave them",
    )
    papers = models.JSONField(default=dict, help_text="need → list of document ids")
    shown = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="what registers, own results show",
    )
    delivery = models.CharField(max_length=10, default="online")
    contact = models.JSONField(default=dict)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    beneficiary = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    case_code = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "procedures_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "procedure", "beneficiary", "organisation"],
                condition=Q(case_code=""),
                nulls_distinct=False,
                name="procedures_draft_never_multiplied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.saved_at}"


class Rating(models.Model):
    """One row is what one person said of one finished dossier: one to five, words if they like."""

    case_code = models.CharField(max_length=60, unique=True)
    procedure = models.CharField(max_length=20)
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "procedures_rating"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(1, 5)), name="procedures_rating_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_code}: {self.stars}"
