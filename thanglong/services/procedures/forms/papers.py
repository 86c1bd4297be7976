"""The papers page: each need with what is there and what may show it."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.web.formats import language
from thanglong.services.procedures.forms.wizard import State
from thanglong.services.procedures.queries import showing

FILES_AT_ONCE = 10


def needs_of(state: State) -> list[dict[str, Any]]:
    """Each need in words, with what shows it: a register, a result of one's own, or files."""
    words = state.definition.words(language())
    ids = [uuid.UUID(one) for found in state.draft.papers.values() for one in found]
    known = documents.documents_by_id(ids)
    return [
        {
            "id": due.need.id,
            "label": words.needs[due.need.id].label,
            "hint": words.needs[due.need.id].hint or "",
            "law": state.definition.bases[due.need.basis].cite,
            "is_required": due.is_required,
            "can_look": showing.can_be_looked_up(due.need),
            "shown": state.shown.get(due.need.id),
            "takes_files": evidence.takes_files(due.need),
            "files": [
                _file(state, due.need.id, known[uuid.UUID(one)])
                for one in state.draft.papers.get(due.need.id, [])
                if uuid.UUID(one) in known
            ],
        }
        for due in state.needs
    ]


def usable(text: str, *, by: Actor) -> uuid.UUID:
    """The id of a document that the person may use. Raises NotFound."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        raise NotFound() from None
    if not documents.usable_ids([found], account_id=by.account_id, person_id=by.person_id):
        raise NotFound()
    return found


def finding_words(document: Any) -> list[str]:
    """What a person should look at again before sending, in words."""
    file = document.file
    return [_finding(one) for one in file.findings] if file else []


def _finding(text: str) -> str:
    kind, _colon, page = text.partition(":")
    sentence = {
        "blurred": _("The picture looks blurred. Can you read every line of it?"),
        "dark": _("The picture is very dark. Can you read every line of it?"),
        "empty": _("There seems to be nothing on it."),
    }[kind]
    return _("Page %(page)s: %(what)s") % {"page": page, "what": sentence} if page else sentence


def _file(state: State, need: str, document: Any) -> dict[str, Any]:
    return {
        "name": document.file_name,
        "href": reverse("procedures:document", args=[document.id]),
        "size_bytes": document.file.size_bytes if document.file else None,
        "problem": " ".join(finding_words(document)),
        "remove": reverse(
            "procedures:draft_paper_remove", args=[state.draft.id, need, document.id]
        ),
    }
