"""Officers whose agency ends with a reform: the post that follows theirs."""

import datetime

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases.models import Reform, Reposting
from thanglong.kernel.cases.queries import reforms as reads
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as known
from thanglong.kernel.units import queries as units

COMMUNE = "commune"


def plan_posts(reform: Reform) -> None:
    """Write down for each officer of an ending agency which post follows, and how sure that is.

    Of one successor: sure (`whole`). Of a unit that was split: the usual successor (`default`). Of
    a district, or without a usual successor: `nowhere`, for a person to decide. Who already holds
    a post from that day on that follows is left out.
    """
    Reposting.objects.filter(reform=reform).delete()
    rows = [_planned(reform, one) for one in reads.ending_posts(on=reform.on)]
    Reposting.objects.bulk_create([row for row in rows if row is not None])


def give_posts(reform: Reform, *, by: Actor) -> None:
    """Let every officer hold the post that follows, from the first instant of the reform."""
    begins = reads.first_instant(reform.on)
    rows = Reposting.objects.select_related("holding").filter(
        reform=reform, post_to__isnull=False, moved_at=None
    )
    for row in rows:
        row.new_holding = people.give_post(
            account_id=row.holding.account_id,
            post_id=row.post_to_id or 0,
            valid_from=begins,
            valid_to=row.holding.valid_to,
            basis=reform.act,
            by=by,
        )
        row.moved_at = begins
        row.save(update_fields=["new_holding", "moved_at"])


def take_back(reform: Reform, *, at: datetime.datetime, by: Actor) -> None:
    """End the posts that the reform gave. The former ones were never ended: their agency was."""
    rows = Reposting.objects.select_related("holding").filter(
        reform=reform, new_holding__isnull=False
    )
    for row in rows:
        people.take_post(
            account_id=row.holding.account_id, post_id=row.post_to_id or 0, at=at, by=by
        )
    rows.update(new_holding=None, moved_at=None)


def _planned(reform: Reform, post: reads.EndingPost) -> Reposting | None:
    """The row of one officer; None for one who has a post that follows already."""
    heirs = _heirs(post, on=reform.on)
    posts = {area_id: _post_in(post, area_code, on=reform.on) for area_id, area_code, _ in heirs}
    at = reads.first_instant(reform.on)
    held = {one.post_id for one in known.posts_held(account_id=post.account_id, at=at)}
    if held & {one for one in posts.values() if one is not None}:
        return None
    usual = [posts[area_id] for area_id, _code, is_default in heirs if is_default]
    post_to = posts[heirs[0][0]] if len(heirs) == 1 else (usual[0] if len(usual) == 1 else None)
    how = "nowhere" if post_to is None else "whole" if len(heirs) == 1 else "default"
    return Reposting(
        reform=reform,
        holding_id=post.holding_id,
        post_to_id=post_to,
        candidates=[one for one in posts.values() if one is not None],
        how=how,
    )


def _heirs(post: reads.EndingPost, *, on: datetime.date) -> list[tuple[int, str, bool]]:
    """(id, code, is the usual one) of the areas that follow the one of the post's agency."""
    area = units.area_by_id(post.area_id)
    if area is None:
        return []
    communes = [area] if area.level == COMMUNE else units.communes_in(area)
    found = {
        one.area.id: (one.area.id, one.area.code, one.is_default and area.level == COMMUNE)
        for commune in communes
        for one in units.follow(commune, to_on=on)
    }
    return list(found.values())


def _post_in(post: reads.EndingPost, area_code: str, *, on: datetime.date) -> int | None:
    """The post of the same role in the same part of the committee that follows."""
    function = post.functions[0] if post.kind != "committee" and post.functions else ""
    agency = units.agency_of(area_code=area_code, level=COMMUNE, on=on, function=function)
    found = units.post_in(agency_id=agency.id, role=post.role) if agency else None
    return found.id if found else None
