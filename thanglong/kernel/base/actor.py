"""Who acts: told to every action as `by=`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Self

from thanglong.kernel.base.errors import SignInNeeded

Kind = Literal["person", "officer", "system", "anonymous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post that the actor holds now, himself or as the deputy of someone absent."""

    post_id: int
    agency_id: int
    agency_name: str
    role: str
    title: str
    deputises_for: str = ""
    title_en: str = ""
    agency_name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one who acts, with what he may be at this instant.

    `assurance` is the level of the sign-in: 0 none, 1 or 2 by VNeID, 2 for officers with a second
    factor.
    """

    kind: Kind
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    posts: tuple[HeldPost, ...] = ()
    assurance: int = 0

    @property
    def account(self) -> int:
        """The account of somebody who is signed in. Raises SignInNeeded."""
        if self.account_id is None:
            raise SignInNeeded()
        return self.account_id

    @property
    def is_officer(self) -> bool:
        return bool(self.posts)

    def post_in(self, *, agency_id: int, role: str) -> HeldPost | None:
        """The post of this role in this agency, if the actor holds it."""
        for post in self.posts:
            if post.agency_id == agency_id and post.role == role:
                return post
        return None

    def post_among(self, agency_ids: Iterable[int]) -> HeldPost | None:
        """A post in the first of these agencies in which the actor holds one."""
        for agency_id in agency_ids:
            for post in self.posts:
                if post.agency_id == agency_id:
                    return post
        return None

    def acting_as(self, post: HeldPost | None) -> Self:
        """The same actor with this post first: who acts by it signs with it, and the trail names
        it. Without a post: as he is.
        """
        if post is None:
            return self
        return replace(self, posts=(post, *(one for one in self.posts if one != post)))


SYSTEM = Actor(kind="system", name="Thăng Long")
ANONYMOUS = Actor(kind="anonymous")
