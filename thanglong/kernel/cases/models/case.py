"""Cases: everything that moves through the administration, and each step that it took."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from thanglong.kernel.units.models import Agency


class Revision(models.Model):
    """One row is one published text of one procedure; its content hash is its identity.

    `how`: folder (with the city's folder, reviewed where that is kept) or review (a draft that its
    authors submitted and another person published). Never changed: a trigger refuses.
    """

    procedure = models.CharField(max_length=20)
    slug = models.CharField(max_length=80)
    content_hash = models.CharField(max_length=64, unique=True)
    definition = models.JSONField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    published_at = models.DateTimeField()
    source = models.CharField(max_length=300)
    how = models.CharField(max_length=10, default="folder", db_default="folder")
    author_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    published_by_id = models.BigIntegerField(null=True)
    published_by = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        db_table = "cases_revision"
        indexes = [
            models.Index(fields=["procedure", "-published_at"], name="cases_revision_latest")
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.content_hash[:8]}"


class Case(models.Model):
    """One row is one dossier as it stands: a cache of its last step (`cases_step` is the truth).

    `area`: of its address, and `receiving`: where it was filed, both as of the day of filing;
    `present_area`, `present_receiving`: what a reform has made of them. `deciding`: who decides;
    `agency`: where it lies now.
    `seen_by`: ids of the agencies whose officers may see it, an indexable column.
    """

    code = models.CharField(max_length=60, unique=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    procedure = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_index=False
    )
    has_parts = models.BooleanField(
        default=False, db_default=False, help_text="an interlinked filing: its parts have the work"
    )
    channel = models.CharField(max_length=10)  # direct, online, post
    delivery = models.CharField(max_length=10)  # online, counter, post
    status = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, default="")  # granted, refused
    stage = models.CharField(max_length=40, default="")
    area = models.ForeignKey("units.Area", null=True, on_delete=models.PROTECT, related_name="+")
    present_area = models.ForeignKey(
        "units.Area", null=True, on_delete=models.PROTECT, related_name="+"
    )
    receiving = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    present_receiving = models.ForeignKey(
        "units.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    deciding = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    seen_by = ArrayField(models.BigIntegerField(), default=list)
    applicant = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="cases", db_index=False
    )
    beneficiary = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="cases_for_me", db_index=False
    )
    applicant_name = models.CharField(max_length=300)
    contact = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    fee = models.JSONField(default=dict)
    filed_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    budget = models.CharField(max_length=20)
    cutoff = models.CharField(max_length=5, default="")
    calendar = models.CharField(max_length=30)
    calendar_version = models.BigIntegerField(
        null=True, help_text="by which its date is counted; empty: the newest"
    )
    due_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True, help_text="as printed on the receipt")
    paused_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True, help_text="when its clock is looked at again")
    reminded_percent = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="the last of 50, 80, 100 that was told"
    )
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    supplements = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    stepped_at = models.DateTimeField(null=True, help_text="when its last step was")
    steps_count = models.PositiveIntegerField(default=0)
    folded = models.CharField(max_length=400, help_text="code and name, folded for search")
    account_id = models.BigIntegerField(null=True, help_text="who filed it")
    request_key = models.CharField(max_length=80, null=True)  # noqa: DJ001 - null is "no key"
    request_digest = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "request_key"], name="cases_case_filed_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "procedure"],
                condition=Q(parent__isnull=False),
                name="cases_case_part_once",
            ),
        ]
        indexes = [
            models.Index(fields=["receiving", "filed_at", "id"], name="cases_received"),
            GinIndex(fields=["seen_by"], name="cases_seen_by"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="cases_folded"),
            models.Index(fields=["applicant", "-filed_at"], name="cases_applicant"),
            models.Index(fields=["beneficiary", "-filed_at"], name="cases_beneficiary"),
            models.Index(fields=["organisation", "-filed_at"], name="cases_organisation"),
            models.Index(
                fields=["agency", "due_at"], condition=Q(closed_at__isnull=True), name="cases_open"
            ),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="cases_remind"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def office(self) -> "Agency":
        """The agency whose counter serves it now: where it was filed, or what followed that."""
        return self.present_receiving or self.receiving


class Step(models.Model):
    """One row is one thing that happened to a case, and how the case stood after it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    from_stage = models.CharField(max_length=40, default="")
    to_stage = models.CharField(max_length=40, default="")
    account_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=200, default="")
    post = models.ForeignKey("units.Post", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "units.Agency", null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(default="")
    data = models.JSONField(default=dict)
    state = models.JSONField(help_text="the case after this step")
    opened_at = models.DateTimeField(null=True, help_text="when the work that it ended came in")
    allowed_minutes = models.PositiveIntegerField(null=True)
    used_minutes = models.PositiveIntegerField(null=True)
    request_key = models.CharField(max_length=80, null=True)  # noqa: DJ001 - null is "no key"

    class Meta:
        db_table = "cases_step"
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_step_seq"),
            models.UniqueConstraint(fields=["case", "request_key"], name="cases_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Task(models.Model):
    """One row is one piece of work on somebody's desk: an agency's role, claimed by one officer.

    `kind`: stage (the case waits for it), consultation (an opinion asked in parallel) or extension
    (form 04 prepared for the leader's signature).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", db_index=False)
    kind = models.CharField(max_length=12)
    stage = models.CharField(max_length=40)
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    allowed_minutes = models.PositiveIntegerField(null=True)
    claimed_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="tasks"
    )
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    action = models.CharField(max_length=40, default="", help_text="how it was closed")
    question = models.TextField(default="")
    opinion = models.TextField(default="")

    class Meta:
        db_table = "cases_task"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(closed_at__isnull=True, kind="stage"),
                name="cases_task_one_stage",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "role", "due_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_task_inbox",
            ),
            models.Index(
                fields=["claimed_by", "due_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_task_mine",
            ),
            models.Index(fields=["case"], name="cases_task_case"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.case_id}"


class ClockEntry(models.Model):
    """One row is one entry of a case's clock: started, paused, resumed, extended, stopped."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    amount = models.CharField(max_length=20, default="", help_text="of an extension: 5wd")
    why = models.CharField(max_length=200, default="")
    basis = models.CharField(max_length=200, default="")
    account_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "cases_clock_entry"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="cases_clock_seq")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Paper(models.Model):
    """One row says that one document was given for one need of a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers", db_index=False)
    need = models.CharField(max_length=60)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=80)  # file, scan, own_result, register:…
    round = models.PositiveSmallIntegerField(default=0, help_text="0 at filing, 1 first supplement")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "cases_paper"
        constraints = [
            models.UniqueConstraint(fields=["case", "need", "document"], name="cases_paper_once"),
        ]

    def __str__(self) -> str:
        return self.need


class Showing(models.Model):
    """One row is one look for what shows a claim of a case, and what came of it: the proof.

    It keeps what was asked, when and on which law, our number of the question and the name of the
    record; never what the register answered. `document`: a result of the person's own.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="showings", db_index=False)
    need = models.CharField(max_length=60)
    evidence = models.CharField(max_length=120)  # register:…, own_result:…
    outcome = models.CharField(max_length=10)  # shown, unknown, differs, down, office
    asked_at = models.DateTimeField()
    reference = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=200, default="")
    as_of = models.DateTimeField(null=True)
    basis = models.CharField(max_length=200)
    document = models.ForeignKey(
        "documents.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )
    account_id = models.BigIntegerField(null=True, help_text="who had it looked up")

    class Meta:
        db_table = "cases_showing"
        indexes = [models.Index(fields=["case", "id"], name="cases_showing_case")]

    def __str__(self) -> str:
        return f"{self.need} {self.outcome}"


class Supplement(models.Model):
    """One row is one request to complete a dossier, with a verdict on every requirement."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supplement_requests")
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    back_to = models.CharField(max_length=40)
    verdicts = models.JSONField()
    answer_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_supplement"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_supplement_number"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"


class Message(models.Model):
    """One row is one message between the applicant and the office that has the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages", db_index=False)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    is_from_office = models.BooleanField()
    post = models.ForeignKey("units.Post", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        db_table = "cases_message"
        indexes = [models.Index(fields=["case", "at"], name="cases_message_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class Book(models.Model):
    """One row is one printing of a unit's register (form 07), ordered by one officer."""

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("units.Agency", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(help_text="the last day, counted")
    procedure = models.CharField(max_length=20, default="", help_text="empty: all")
    rows = models.PositiveIntegerField()
    account_id = models.BigIntegerField(help_text="who ordered it, and alone may fetch it")
    ordered_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cases_book"

    def __str__(self) -> str:
        return f"{self.agency_id} {self.from_on}/{self.to_on}"


class BookVolume(models.Model):
    """One row is one volume of a printed register; `pdf` is empty until a job has made it.

    The PDF stays in the database: it is a copy that is thrown away after days, and what lies behind
    the storage port is kept.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="volumes")
    number = models.PositiveSmallIntegerField()
    case_ids = ArrayField(models.BigIntegerField(), default=list)
    pdf = models.BinaryField(null=True)

    class Meta:
        db_table = "cases_book_volume"
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="cases_book_volume_number"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.number}"


class Counter(models.Model):
    """One row is one running number: of dossiers of an agency and day, or of a series and year."""

    key = models.CharField(max_length=120, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "cases_counter"

    def __str__(self) -> str:
        return self.key
