"""The cast of the matrix, and its things: Lan and Minh in Ba Đình, Mai and Cúc elsewhere."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from tests import filing
from tests.tables import Account, BookVolume, Document, Holding, Mandate, Task
from tests.town import LONG_AGO, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import reform_file
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.people.models import Passkey
from thanglong.kernel.people.tests import make
from thanglong.kernel.units import queries as units
from thanglong.services.procedures import actions
from thanglong.services.procedures.actions import intake

SLUG = "birth-registration"
TEXT = "1.004873"
HERE, ELSEWHERE = "00004", "00070"
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
PICTURE = b"\x89PNG\r\n\x1a\n"
Things = dict[str, Any]


@dataclass(slots=True)
class Cast:
    """Roles with their browsers; things by relation, and those of each role."""

    browsers: dict[str, Client] = field(default_factory=dict)
    shared: dict[str, Things] = field(default_factory=dict)
    personal: dict[str, Things] = field(default_factory=dict)
    anothers: Things = field(default_factory=dict)

    def things(self, role: str, relation: str) -> Things:
        """What the placeholders of an address stand for."""
        if relation == "own":
            return self.personal.get(role, self.anothers)
        return self.anothers if relation == "another's" else self.shared.get(relation, {})


def gather() -> Cast:
    """Everybody signed in, and everything filed, begun, printed and uploaded."""
    now = clock.now()
    town, cast = Town(at=now), Cast()
    people_of = _people(town, now)
    lan, minh = people_of["resident owner"], people_of["clerk of the unit"]
    mai, cuc = town.known("999188000105"), people_of["clerk of another unit"]
    assert lan and minh and cuc
    _mandates(people_of, lan, now)
    cast.browsers = {role: _browser(who) for role, who in people_of.items()}
    cast.shared = {
        "here": _things(town, lan, minh, HERE, now),
        "elsewhere": _things(town, mai, cuc, ELSEWHERE, now),
    }
    cast.shared["at the appraiser's"] = _later(lan, minh, now)
    cast.shared["-"] = _texts(people_of["writer of texts"], now)
    _absences(cast, people_of, minh, cuc, now)
    for role, who in people_of.items():
        if who is not None:
            cast.personal[role] = _personal(who, cast.browsers[role], now)
    other = town.officer("Người khác", _one_stop(ELSEWHERE).name, "one_stop")
    cast.anothers = _personal(other, _browser(other), now)
    return cast


def _one_stop(area: str) -> Any:
    return units.one_stop_of(area_code=area, on=clock.today())


def _people(town: Town, now: datetime.datetime) -> dict[str, Actor | None]:
    here, elsewhere = _one_stop(HERE).name, _one_stop(ELSEWHERE).name
    committee = units.committee_of(area_code=ELSEWHERE, level="commune", on=clock.today())
    assert committee is not None
    lost = town.officer("Đã Thôi Giữ", here, "one_stop")
    Holding.objects.filter(account_id=lost.account_id).update(valid_to=now - SECOND)
    return {
        "anonymous": None,
        "resident stranger": town.hanh,
        "resident owner": town.lan,
        "mandate holder": town.known("999190000107"),
        "mandate expired": town.known("999201000109"),
        "clerk of the unit": town.minh,
        "clerk of another unit": town.officer("Bùi Thị Cúc", elsewhere, "one_stop"),
        "appraiser": town.hoa,
        "leader of the unit": town.long,
        "leader of another unit": town.officer("Đỗ Văn Nam", committee.name, "leader"),
        "leader of the city": town.known("tuan"),
        "writer of texts": town.known("quynh"),
        "lost the post": lost,
        "deputy during": town.officer("Lý Văn Thay", elsewhere, "supervisor"),
        "deputy after": town.officer("Hồ Văn Hết", elsewhere, "supervisor"),
    }


def _browser(who: Actor | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        make.sign_in(client, Account.objects.get(id=who.account_id))
    return client


def _mandates(people_of: dict[str, Actor | None], lan: Actor, now: datetime.datetime) -> None:
    for role, until in (("mandate holder", None), ("mandate expired", now - SECOND)):
        holder = people_of[role]
        assert holder is not None
        _mandate(lan, holder, until)


def _mandate(giver: Actor, holder: Actor, until: datetime.datetime | None) -> Any:
    return Mandate.objects.create(
        kind="agent", holder_id=holder.person_id, person_id=giver.person_id, scope=["*"],
        valid_from=LONG_AGO, valid_to=until, basis="test", certainty="given",
    )  # fmt: skip


def _absences(
    cast: Cast, people_of: dict[str, Actor | None], minh: Actor, cuc: Actor, now: datetime.datetime
) -> None:
    appraiser = people_of["appraiser"]
    assert appraiser
    _absence(people_of["deputy after"], appraiser, now - 2 * HOUR, now - SECOND)
    cast.shared["here"]["absence_id"] = _absence(
        people_of["deputy during"], minh, now - HOUR, now + HOUR
    )
    cast.shared["elsewhere"]["absence_id"] = _absence(
        people_of["deputy after"], cuc, now - HOUR, now + HOUR
    )


def _absence(
    deputy: Actor | None, away: Actor, starts: datetime.datetime, ends: datetime.datetime
) -> int:
    assert deputy is not None
    made = make.Absence.objects.create(
        account_id=away.account_id, deputy_id=deputy.account_id, starts_at=starts, ends_at=ends
    )
    return int(made.id)


def _things(town: Town, owner: Actor, clerk: Actor, area: str, now: datetime.datetime) -> Things:
    case = _dossier(owner, area, now)
    revision = case_queries.latest_revision(SLUG, on=clock.today())
    assert revision is not None
    draft = actions.begin_form(revision_id=revision.id, whom="self", at=now, by=owner)
    change = actions.Change(version=draft.version, answers=_answers(area))
    actions.save_draft(draft_id=draft.id, change=change, at=now, by=owner)
    number = Account.objects.get(id=owner.account_id).login
    counter = intake.begin_intake(
        visitor=intake.Visitor(personal_number=number, full_name=owner.name),
        revision_id=revision.id, channel="direct", at=now, by=clerk,
    )  # fmt: skip
    today = clock.today()
    unit = case_queries.book_units(by=clerk, from_on=today, to_on=today)[0]
    show = case_queries.BookShown(agency_id=unit.id, from_on=today, to_on=today, procedure="")
    book = cases.order_book(show=show, at=now, by=clerk)
    for volume in BookVolume.objects.filter(book_id=book):
        cases.print_volume(volume_id=volume.id)
    taken = _dossier(owner, area, now, by=clerk)
    paper, issued = _document(owner, now), _document(owner, now)
    Document.objects.filter(id__in=[paper, issued]).update(case_code=case.code)
    return {
        "code": case.code,
        "task_id": Task.objects.get(case=case, closed_at=None).id,
        "name": "accept", "action": "accept", "consult": "police",
        "draft_id": draft.id, "page_id": "sender", "need": "medical_certificate",
        "document_id": paper, "file_id": issued, "desk paper": issued,
        "intake draft": counter.id, "intake code": taken.code,
        "book_id": book, "number": 1, "unit": unit.id, "who": clerk.account_id,
        "mandate_id": _mandate(owner, town.known("999093000102"), None).id,
        "digits": number[-4:],
        "reform_id": _reform(now), "area": area,
    }  # fmt: skip


def _texts(writer: Actor | None, now: datetime.datetime) -> Things:
    assert writer is not None
    revision = case_queries.latest_revision(TEXT, on=clock.today())
    assert revision is not None
    draft = cases.begin_from_revision(revision_id=revision.id, at=now, by=writer)
    return {"text_id": draft.id, "text_code": TEXT, "sheet_code": "fees", "page_id": "subject",
            "revision_id": revision.id}  # fmt: skip


def _dossier(owner: Actor, area: str, now: datetime.datetime, by: Actor | None = None) -> Any:
    revision = case_queries.latest_revision(SLUG, on=clock.today())
    assert revision is not None
    request = cases.Filing(
        revision_id=revision.id, channel="direct", delivery="online", answers=_answers(area),
        applicant_id=owner.person_id or 0, applicant_name=owner.name, key=None,
    )  # fmt: skip
    return cases.file_dossier(filing=request, at=now, by=by or owner)


def _answers(area: str) -> Things:
    lives = {"area": area, "line": "Số 1"}
    return filing.plain(filing.scenario(SLUG)["answers"]) | {"sender.residence": lives}


def _later(lan: Actor, minh: Actor, now: datetime.datetime) -> Things:
    case = _dossier(lan, HERE, now)
    task = Task.objects.get(case=case, closed_at=None)
    cases.claim_task(task_id=task.id, at=now, by=minh)
    cases.act(task_id=task.id, request=cases.Request(action="accept"), at=now, by=minh)
    at_work = Task.objects.get(case=case, closed_at=None)
    paper = Document.objects.filter(case_code=case.code).values_list("id").first()
    return {
        "code": case.code, "task_id": at_work.id, "name": "propose", "action": "propose",
        "consult": "police", "desk paper": paper, "digits": "0101",
    }  # fmt: skip


def _document(owner: Actor, now: datetime.datetime) -> uuid.UUID:
    import io

    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(kept, "PNG")
    found: uuid.UUID = documents.take_file(
        name="anh.png", content=kept.getvalue(), at=now, by=owner, owner_id=owner.person_id
    ).id
    return found


def _reform(now: datetime.datetime) -> int:
    path = next((settings.CITY / "reforms").glob("*.yaml"))
    return cases.announce_reform(file=reform_file.read(path), at=now, by=SYSTEM).id


def _personal(who: Actor, client: Client, now: datetime.datetime) -> Things:
    account_id = who.account_id or 0
    session = client.session
    key = str(uuid.uuid4())
    session["desk_bulk"] = {
        "key": key, "action": "claim", "to": None, "back": "/desk", "tasks": [], "done": [],
        "refused": [],
    }  # fmt: skip
    session.save()
    people.make_token(
        account_id=account_id, label="test", assurance=1, expires_at=None, at=now, by=who
    )
    sign_in = people_queries.sign_ins_of(
        account_id=account_id, session_key=str(session.session_key), at=now
    )[0]
    credential = uuid.uuid4().bytes
    passkey = Passkey.objects.create(
        account_id=account_id, credential_id=credential, public_key=b"x", label="x", created_at=now
    )
    token = make.Token.objects.filter(account_id=account_id).latest("id")
    upload = documents.begin_upload(name="anh.png", size_bytes=9, at=now, by=who)
    return {
        "sign_in_id": sign_in.id, "token_id": token.id, "passkey_id": passkey.id,
        "upload_id": upload.id, "key": key,
    }  # fmt: skip
