"""What a case tells the house. Subjects are `dossier:CODE`; payloads carry ids, never names."""

from thanglong.kernel.events.registry import EventType

DOSSIER_FILED = EventType("cases.dossier.filed.v1", "A dossier was filed.", ("code", "procedure"))
DOSSIER_MOVED = EventType(
    "cases.dossier.moved.v1",
    "A dossier took a step: somebody acted on it.",
    ("code", "action", "from", "to", "status"),
)
SUPPLEMENT_ASKED = EventType(
    "cases.supplement.asked.v1", "The applicant was asked to complete a dossier.", ("code",)
)
DOSSIER_DECIDED = EventType(
    "cases.dossier.decided.v1", "A dossier was decided.", ("code", "outcome")
)
DOSSIER_REHOMED = EventType(
    "cases.dossier.rehomed.v1",
    "A reform brought an open dossier to the unit that has its work now, or it was undone.",
    ("code", "action", "agency"),
)
DOSSIER_CLOSED = EventType("cases.dossier.closed.v1", "A dossier is finished.", ("code", "status"))
DEADLINE_NEAR = EventType(
    "cases.deadline.neared.v1",
    "50, 80 or 100 per cent of the time of a dossier is used.",
    ("code", "percent"),
)
TIME_EXTENDED = EventType(
    "cases.time.extended.v1",
    "The leader asked for pardon and gave a new date.",
    ("code", "before", "after"),
)
DATE_MOVED = EventType(
    "cases.date.moved.v1",
    "The date of an open dossier followed a new calendar, by decision.",
    ("code", "before", "after"),
)
DATES_DECIDED = EventType(
    "cases.dates.decided.v1",
    "The city decided that dates follow a change of the calendar; they move after this.",
    ("review", "dates"),
)
MESSAGE_SENT = EventType(
    "cases.message.sent.v1", "Applicant or office wrote a message on a dossier.", ("code",)
)
DOCUMENT_ISSUED = EventType(
    "cases.document.issued.v1", "A form or result was issued; its PDF follows.", ("document",)
)
REVISION_PUBLISHED = EventType(
    "cases.revision.published.v1",
    "A text of a procedure was published: in force from its date.",
    ("procedure", "content_hash", "from"),
)
DOSSIER_CONVERTED = EventType(
    "cases.dossier.converted.v1",
    "An open dossier goes on by another text of its procedure, or does so no longer.",
    ("code", "action", "revision"),
)
ALL = [
    DOSSIER_FILED,
    DOSSIER_MOVED,
    SUPPLEMENT_ASKED,
    DOSSIER_DECIDED,
    DOSSIER_REHOMED,
    DOSSIER_CLOSED,
    DEADLINE_NEAR,
    TIME_EXTENDED,
    DATE_MOVED,
    DATES_DECIDED,
    MESSAGE_SENT,
    DOCUMENT_ISSUED,
    REVISION_PUBLISHED,
    DOSSIER_CONVERTED,
]
