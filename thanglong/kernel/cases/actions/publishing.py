"""Loading procedures from the city pack as published revisions."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from thanglong.kernel.cases import definition
from thanglong.kernel.cases.models import Revision


def load_procedures(
    *, folder: Path, at: datetime.datetime, progress: Callable[[str], None] = lambda name: None
) -> int:
    """Publish every procedure folder whose content is not published yet; the same one twice is one.

    Returns how many were new. Raises DefinitionError with every fault of the first bad folder.
    A pack is reviewed where it is kept, before it comes here.
    """
    new = 0
    for path in sorted(one for one in folder.iterdir() if (one / "procedure.yaml").exists()):
        text = definition.load(path)
        new += publish_revision(text=text, source=path.name, at=at)
        progress(path.name)
    return new


def publish_revision(*, text: definition.Definition, source: str, at: datetime.datetime) -> bool:
    """Publish one text of one procedure; whether it was new."""
    procedure = text.procedure
    with transaction.atomic():
        _, is_new = Revision.objects.get_or_create(
            content_hash=definition.content_hash(text),
            defaults={
                "procedure": procedure.procedure,
                "slug": procedure.slug,
                "definition": definition.as_json(text),
                "effective_from": procedure.effective.valid_from,
                "effective_to": procedure.effective.valid_until,
                "published_at": at,
                "source": source,
            },
        )
    return is_new
