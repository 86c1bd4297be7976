"""Drafts: texts of procedures that are being written, and the files of all that were published."""

from django.db import models

from thanglong.kernel.cases.models.case import Revision

STATES = ("draft", "review", "published", "discarded")


class RevisionFile(models.Model):
    """One row is one file of a published revision, byte for byte; never changed."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=250)
    content = models.BinaryField()

    class Meta:
        db_table = "cases_revision_file"
        constraints = [
            models.UniqueConstraint(fields=["revision", "path"], name="cases_revision_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class Draft(models.Model):
    """One row is one text of a procedure on its way: written, reviewed, published or discarded.

    `base`: the revision that it will follow. `version`: counts its changes, so that nobody writes
    over what he has not seen. `revision`: as what it was published.
    """

    procedure = models.CharField(max_length=20)
    slug = models.CharField(max_length=80)
    base = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="drafts_after"
    )
    state = models.CharField(max_length=10, default="draft")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.OneToOneField(
        Revision, null=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        db_table = "cases_draft"
        indexes = [models.Index(fields=["state", "-changed_at"], name="cases_draft_state")]

    def __str__(self) -> str:
        return f"{self.procedure} #{self.id}"


class DraftFile(models.Model):
    """One row is one file of a draft, byte for byte; changed only while it is being written."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=250)
    content = models.BinaryField()

    class Meta:
        db_table = "cases_draft_file"
        constraints = [
            models.UniqueConstraint(fields=["draft", "path"], name="cases_draft_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class Trial(models.Model):
    """One row is one text of a draft on trial: its scenarios, made-up applicants, past dossiers.

    `state`: ordered, scenarios, applicants, replay, done, failed. `looked`, `total`: past dossiers.
    `report`: what came of it, as plain values; it names dossiers by code and no person.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="trials")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="ordered")
    looked = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    account_id = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_trial"
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="cases_trial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.version}: {self.state}"


class DraftStep(models.Model):
    """One row is one thing that happened to a draft.

    `action`: begun, saved, removed, replaced, followed, submitted, returned, published, discarded.
    `data`: the file and its SHA-256 before and after, the class of the change, the content hash.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, default="")
    post = models.ForeignKey("units.Post", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(default="")
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_draft_step"
        constraints = [
            models.UniqueConstraint(fields=["draft", "seq"], name="cases_draft_step_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
