"""Reforms: units that end and others that follow them, and what that does to open work."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from thanglong.kernel.cases.models.case import Case

HOW = ("whole", "rename", "address", "chosen", "default", "nowhere")


class Reform(models.Model):
    """One row is one act by which units follow others, as it was rehearsed, carried out, undone.

    `act`: its number, which is its identity here. `addresses`: what the act says of split units,
    `[{"from": code, "to": code, "words": [...]}]`. `state`: rehearsing, rehearsed, applying,
    applied, undone; what is under way goes on where it stopped. `affected`: open dossiers at the
    last rehearsal; `looked`: how many of them the present or last run has looked at.
    """

    act = models.CharField(max_length=120, unique=True)
    on = models.DateField()
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=1)
    addresses = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="rehearsing")
    affected = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0, db_default=0)
    rehearsed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "cases_reform"

    def __str__(self) -> str:
        return self.act


class Rehoming(models.Model):
    """One row is one open dossier in one reform: what its address becomes, why, and if it moved.

    `how`: whole, rename (sure by law), address (the act names its street), chosen (by a person),
    default (split, and nobody has decided yet: it is with the usual successor), nowhere (nobody is
    found who has the work). `candidates`: ids of the areas it may lie in. `before`, `after`: the
    agencies and desks that it had and has. `seq`: its last step when it was moved.
    """

    reform = models.ForeignKey(Reform, on_delete=models.PROTECT, related_name="rehomings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rehomings")
    area_from = models.ForeignKey(
        "units.Area", null=True, on_delete=models.PROTECT, related_name="+"
    )
    area_to = models.ForeignKey("units.Area", null=True, on_delete=models.PROTECT, related_name="+")
    candidates = ArrayField(models.BigIntegerField(), default=list)
    how = models.CharField(max_length=10)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    chosen_by = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "cases_rehoming"
        constraints = [
            models.UniqueConstraint(fields=["reform", "case"], name="cases_rehoming_once"),
        ]
        indexes = [
            models.Index(
                fields=["reform", "id"],
                condition=Q(how__in=["default", "nowhere"]),
                name="cases_rehoming_undecided",
            ),
            models.Index(fields=["reform", "area_to", "id"], name="cases_rehoming_to"),
        ]

    def __str__(self) -> str:
        return f"{self.reform_id}: {self.case_id} {self.how}"


class Reposting(models.Model):
    """One row is one officer whose post ends with a reform: the post that follows, if one does.

    `how` as of a dossier; `new_holding`: the post held instead, once the reform is carried out.
    """

    reform = models.ForeignKey(Reform, on_delete=models.PROTECT, related_name="repostings")
    holding = models.ForeignKey("people.Holding", on_delete=models.PROTECT, related_name="+")
    post_to = models.ForeignKey("units.Post", null=True, on_delete=models.PROTECT, related_name="+")
    candidates = ArrayField(models.BigIntegerField(), default=list)
    how = models.CharField(max_length=10)
    new_holding = models.ForeignKey(
        "people.Holding", null=True, on_delete=models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_reposting"
        constraints = [
            models.UniqueConstraint(fields=["reform", "holding"], name="cases_reposting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reform_id}: {self.holding_id} {self.how}"
