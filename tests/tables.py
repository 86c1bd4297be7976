"""The kernel's tables for the eyes of tests: services reach them through actions and queries only."""

from thanglong.config.api import api
from thanglong.kernel.cases.models import Case, ClockEntry, Paper, Step, Supplement, Task
from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.events.models import Delivery, Event
from thanglong.kernel.notify.models import Letter, Notice
from thanglong.kernel.people.models import Account, Holding, Mandate, Person
from thanglong.kernel.trail.models import Entry

__all__ = [
    "Account",
    "Case",
    "ClockEntry",
    "Delivery",
    "Document",
    "Entry",
    "Event",
    "Holding",
    "Letter",
    "Mandate",
    "Notice",
    "Paper",
    "Person",
    "Step",
    "StoredFile",
    "Supplement",
    "Task",
    "Upload",
    "api",
]
