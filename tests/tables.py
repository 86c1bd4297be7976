"""The kernel's tables for the eyes of tests; services go through actions and queries."""

from thanglong.config.api import api
from thanglong.kernel.cases.models import (
    BookVolume,
    Case,
    ClockEntry,
    DateReview,
    Draft,
    DraftStep,
    Message,
    Paper,
    Revision,
    Step,
    Supplement,
    Task,
)
from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.events.models import Delivery, Event
from thanglong.kernel.notify.models import Letter, Notice
from thanglong.kernel.people.models import Absence, Account, Holding, Mandate, Person
from thanglong.kernel.trail.models import Entry
from thanglong.kernel.units.models import Post

__all__ = [
    "Absence",
    "Account",
    "BookVolume",
    "Case",
    "ClockEntry",
    "DateReview",
    "Delivery",
    "Document",
    "Draft",
    "DraftStep",
    "Entry",
    "Event",
    "Holding",
    "Letter",
    "Mandate",
    "Message",
    "Notice",
    "Paper",
    "Person",
    "Post",
    "Revision",
    "Step",
    "StoredFile",
    "Supplement",
    "Task",
    "Upload",
    "api",
]
