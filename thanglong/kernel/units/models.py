"""The city in time: areas, agencies, posts, and who decides what where."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce


class DateRange(Func):
    """daterange(valid_from, valid_to): half-open, an empty end is open."""

    function = "daterange"
    output_field = models.DateField()


class Area(models.Model):
    """One row is one area (city, district, commune) under one name during one span of time.

    The key is (code, valid_from): codes are used again after a reform. `sort_key` orders by the
    Vietnamese alphabet, `folded` serves search.
    """

    code = models.CharField(max_length=5)
    level = models.CharField(max_length=10)  # city, district, commune
    kind = models.CharField(max_length=20)  # thanh_pho, quan, huyen, thi_xa, phuong, xa, thi_tran
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_basis = models.CharField(max_length=200)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    area_km2 = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    folded = models.CharField(max_length=120)
    sort_key = models.BinaryField(max_length=300)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "units_area"
        indexes = [
            GinIndex(fields=["folded"], name="units_area_folded", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="units_area_key"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="units_area_span",
            ),
            ExclusionConstraint(
                name="units_area_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One row says that one area was followed, wholly, in part or under a new name, by another.

    `is_default`: where an address goes when nothing more is known. `certainty`: V when the sources
    agree, S when a second source differs.
    """

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10)  # whole, part, rename
    on = models.DateField()
    is_default = models.BooleanField(default=True)
    legal_basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1)  # V verified, S secondary, M from memory
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "units_succession"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="units_succession_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Agency(models.Model):
    """One row is one agency or one of its departments, during the time that it exists.

    `functions`: what it is for, in words that outlive reforms (`civil_status`, `construction`).
    `is_demo_code`: the code is ours, not the state's (the real ones are not published as data).
    """

    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)  # committee, one_stop, division, department, police, tax
    level = models.CharField(max_length=10)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    functions = ArrayField(models.CharField(max_length=40), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    is_demo_code = models.BooleanField(default=True)
    certainty = models.CharField(max_length=1)
    source = models.CharField(max_length=200)
    sort_key = models.BinaryField(max_length=500)

    class Meta:
        db_table = "units_agency"
        indexes = [GinIndex(fields=["functions"], name="units_agency_functions")]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="units_agency_key"),
            ExclusionConstraint(
                name="units_agency_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One row is one kind of work in one agency: whoever holds it may do what its role may do."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    certainty = models.CharField(max_length=1)

    class Meta:
        db_table = "units_post"
        constraints = [
            models.UniqueConstraint(fields=["agency", "role", "title"], name="units_post_key"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.agency}"


class Jurisdiction(models.Model):
    """One row says which level decides a kind of work, where and when, and by which law.

    `power`: a function (`civil_status`) or the code of a procedure (`1.001612`). `function`: the
    department of the deciding committee that does the work. `variant`: empty for the usual case, a
    word for an exception that the law makes (`main_road`). `area` empty: everywhere; `agency` set:
    this one and no other. `reason`: why, as part of a sentence that a citizen reads.
    """

    power = models.CharField(max_length=40)
    variant = models.CharField(max_length=40, blank=True, default="")
    level = models.CharField(max_length=10)
    function = models.CharField(max_length=40, blank=True, default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "units_jurisdiction"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="units_jurisdiction_span",
            ),
            ExclusionConstraint(
                name="units_jurisdiction_one_at_a_time",
                expressions=[
                    ("power", RangeOperators.EQUAL),
                    ("variant", RangeOperators.EQUAL),
                    (Coalesce("area", Value(0)), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.power}: {self.level}"


class Edition(models.Model):
    """One row is one load of the city's units: whoever keeps answers in memory looks at the last.

    `digest`: SHA-256 of the pack, so that the same pack is not loaded twice.
    """

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    areas = models.PositiveIntegerField()
    agencies = models.PositiveIntegerField()
    posts = models.PositiveIntegerField()

    class Meta:
        db_table = "units_edition"

    def __str__(self) -> str:
        return f"{self.id}: {self.digest[:12]}"
