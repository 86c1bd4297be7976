"""The register port over HTTP, as the simulator (and a gateway of its kind) speaks it."""

import datetime

from django.conf import settings

from thanglong.kernel.base import http
from thanglong.kernel.registers.ports import Question, Record

NAME = "CSDLQG"


class HttpRegisters:
    """Asks `REGISTERS_URL` with one POST a question."""

    def look_up(self, question: Question) -> Record | None:
        """The record, None when the register has none."""
        client = http.client(partner=NAME, wait_seconds=settings.REGISTERS_WAIT_SECONDS)
        answer = client.post(
            f"{settings.REGISTERS_URL}/registers/{question.register}/queries",
            json={
                "key": question.key,
                "fields": list(question.fields),
                "purpose": question.purpose,
                "reference": question.reference,
            },
            headers={"authorization": f"Bearer {settings.REGISTERS_TOKEN}"},
        )
        content = answer.json()
        if not isinstance(content, dict) or "found" not in content:
            raise http.PartnerUnavailable(partner=NAME)
        if not content["found"]:
            return None
        values = content.get("values")
        if not isinstance(values, dict):
            raise http.PartnerUnavailable(partner=NAME)
        return Record(
            values={key: value for key, value in values.items() if key in question.fields},
            source=str(content.get("source", NAME)),
            as_of=_instant(content.get("as_of")),
        )


def _instant(text: object) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        raise http.PartnerUnavailable(partner=NAME) from None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
