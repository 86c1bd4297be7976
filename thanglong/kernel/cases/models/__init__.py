"""Cases: everything that moves through the administration, each step of it, and its reforms."""

from thanglong.kernel.cases.models.case import (
    Book,
    BookVolume,
    Case,
    ClockEntry,
    Counter,
    Message,
    Paper,
    Revision,
    Showing,
    Step,
    Supplement,
    Task,
)
from thanglong.kernel.cases.models.conversion import Conversion, ConvertedCase
from thanglong.kernel.cases.models.dates import DateMove, DateReview
from thanglong.kernel.cases.models.draft import Draft, DraftFile, DraftStep, RevisionFile, Trial
from thanglong.kernel.cases.models.reform import Reform, Rehoming, Reposting

__all__ = [
    "Book",
    "BookVolume",
    "Case",
    "ClockEntry",
    "Conversion",
    "ConvertedCase",
    "Counter",
    "DateMove",
    "DateReview",
    "Draft",
    "DraftFile",
    "DraftStep",
    "Message",
    "Paper",
    "Reform",
    "Rehoming",
    "Reposting",
    "Revision",
    "RevisionFile",
    "Showing",
    "Step",
    "Supplement",
    "Task",
    "Trial",
]
