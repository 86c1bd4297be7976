"""People as the city knows them: residents, organisations, accounts, posts held, mandates."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class InstantRange(Func):
    """tstzrange(valid_from, valid_to): half-open, an empty end is open."""

    function = "tstzrange"
    output_field = models.DateTimeField()


class Person(models.Model):
    """One row is one natural person. Demo persons carry the unassigned number prefix 999.

    `personal_number` is empty while a person has none yet (a newborn) or it is not known.
    """

    personal_number = models.CharField(max_length=12, default="")
    full_name = models.CharField(max_length=200)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=10, default="")  # male, female
    area_code = models.CharField(max_length=5, default="", help_text="commune of residence")
    address_line = models.CharField(max_length=300, default="")
    phone = models.CharField(max_length=15, default="")
    email = models.EmailField(default="")
    folded = models.CharField(max_length=200)
    sort_key = models.BinaryField(max_length=500)

    class Meta:
        db_table = "people_person"
        constraints = [
            models.UniqueConstraint(
                fields=["personal_number"],
                condition=~Q(personal_number=""),
                name="people_person_number",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Organisation(models.Model):
    """One row is one organisation or household business, known by its tax code."""

    tax_code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=30)  # enterprise, household_business
    representative = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    area_code = models.CharField(max_length=5, default="")
    address_line = models.CharField(max_length=300, default="")
    is_demo = models.BooleanField(default=False, help_text="the tax code was never issued")

    class Meta:
        db_table = "people_organisation"

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login."""


class Account(AbstractBaseUser):
    """One row is one way for one person to sign in: a resident by VNeID, an officer by password."""

    login = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10)  # resident, officer
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="vi", help_text="of letters and notices")
    totp_secret = models.CharField(max_length=200, default="", help_text="encrypted at rest")
    totp_last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    objects = AccountManager()

    class Meta:
        db_table = "people_account"

    def __str__(self) -> str:
        return self.login


class Holding(models.Model):
    """One row says that one account holds one post from an instant to another."""

    post = models.ForeignKey("units.Post", on_delete=models.PROTECT, related_name="holdings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    basis = models.CharField(max_length=200)

    class Meta:
        db_table = "people_holding"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="people_holding_span",
            ),
            ExclusionConstraint(
                name="people_holding_once",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    (InstantRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.post}"


class Absence(models.Model):
    """One row is one absence of an officer, and who has his posts meanwhile."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="stands_in")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="people_absence_span"
            ),
            models.CheckConstraint(
                condition=~Q(account=F("deputy")), name="people_absence_not_own_deputy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.deputy}"


class Mandate(models.Model):
    """One row lets one person act for another person or an organisation, for a scope and a time.

    `kind`: parent (for a child), agent (for a person or organisation), representative (by law).
    `scope`: procedure codes, or ["*"] for all. `certainty`: how the city knows of it; read from
    the civil-status register, given by the beneficiary himself, or only declared by the holder.
    """

    kind = models.CharField(max_length=20)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_held")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="mandates"
    )
    scope = ArrayField(models.CharField(max_length=20), default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=10)  # register, given, declared
    given_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)

    class Meta:
        db_table = "people_mandate"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(organisation__isnull=False),
                name="people_mandate_one_beneficiary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.holder}"


class Passkey(models.Model):
    """One row is one WebAuthn credential of one officer."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2000)
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_passkey"

    def __str__(self) -> str:
        return self.label


class SignedIn(models.Model):
    """One row is one sign-in of one account on one device, until it ends or is revoked."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=64, unique=True)
    assurance = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=20)  # vneid, totp, passkey
    device = models.CharField(max_length=200, default="")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_signed_in"

    def __str__(self) -> str:
        return f"{self.account} {self.device}"


class Token(models.Model):
    """One row is one key for the programming interface, of one account; only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    assurance = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_token"

    def __str__(self) -> str:
        return self.label


class Tries(models.Model):
    """One row counts the tries of one kind for one key (a login, an address) in one window."""

    key = models.CharField(max_length=160, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "people_tries"

    def __str__(self) -> str:
        return self.key
