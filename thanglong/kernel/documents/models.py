"""Files outside the database, uploads under way, and the papers that stand on them."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One row is one content: it is known by its hash and kept once behind the storage port."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    page_count = models.PositiveIntegerField(default=1)
    findings = models.JSONField(
        default=list, help_text="what a person should look at: blurred, empty"
    )
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "documents_file"

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """One row is one upload by one account, resumable until it is finished or has expired."""

    id = models.UUIDField(primary_key=True)
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    received_bytes = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT)
    refusal = models.CharField(max_length=80, default="", help_text="code of why it was refused")

    class Meta:
        db_table = "documents_upload"
        constraints = [
            models.CheckConstraint(
                condition=Q(received_bytes__lte=models.F("size_bytes")),
                name="documents_upload_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SharedTemplate(models.Model):
    """One row is one text that templates import (the style of all papers), known by its hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        db_table = "documents_shared_template"

    def __str__(self) -> str:
        return self.sha256[:12]


class Document(models.Model):
    """One row is one paper: given by a person, or issued by an agency (form or result).

    `owner`: in whose document store it lies. `kind`: paper, form, result. `code`: `KQ.G15.000038`
    for a result, the number of the form (`01`) for a form, empty for a paper. What is issued is
    frozen as `template_text`, `imports` and `data` in the transaction that issues it; its PDF
    follows (`file` is empty until then) and can be made again from them at any time.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=40, default="")
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, default="", db_default="")
    file = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    template = models.CharField(max_length=200, default="", help_text="path in the city pack")
    template_text = models.TextField(default="", help_text="the template as it was when issued")
    imports = models.JSONField(
        default=dict, db_default={}, help_text="path of what it imports → hash of its text then"
    )
    data = models.JSONField(null=True)
    file_name = models.CharField(max_length=255)
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="documents"
    )
    organisation = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.PROTECT, related_name="documents"
    )
    issuer = models.ForeignKey("units.Agency", null=True, on_delete=models.PROTECT)
    number = models.CharField(max_length=60, default="")
    case_code = models.CharField(max_length=60, default="", db_index=True)
    created_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    account_id = models.BigIntegerField(null=True, help_text="who put it there")

    class Meta:
        db_table = "documents_document"
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(data__isnull=False),
                name="documents_document_has_content",
            ),
        ]
        indexes = [models.Index(fields=["owner", "kind", "-created_at"], name="documents_store")]

    def __str__(self) -> str:
        return self.title

    def title_in(self, language: str) -> str:
        """What a page calls it; the paper itself is Vietnamese."""
        return self.title_en or self.title if language == "en" else self.title
