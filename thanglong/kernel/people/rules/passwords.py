"""Which passwords are strong enough. Length and a list of common ones; no rules of composition."""

import itertools
from collections.abc import Set
from typing import Literal

from thanglong.kernel.base import text

LENGTH_MIN = 12
LENGTH_MAX = 128

PasswordProblem = Literal["too_short", "too_long", "common", "like_you"]


def password_problem(
    password: str, *, login: str, full_name: str, common: Set[str]
) -> PasswordProblem | None:
    """Why this password is not accepted for this person, or nothing.

    common: folded common passwords.
    Source: OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11, 6.2.12; NIST SP 800-63B-4, 3.1.1.2.
    """
    if len(password) < LENGTH_MIN:
        return "too_short"
    if len(password) > LENGTH_MAX:
        return "too_long"
    bare = _bare(password)
    if any(_bare(own) in bare for own in (login, full_name) if len(_bare(own)) >= 4):
        return "like_you"
    return "common" if is_common(password, common=common) else None


def is_common(password: str, *, common: Set[str]) -> bool:
    """Whether many people use this password, or this one with digits put on, or doubled, or both.

    Source: OWASP ASVS 5.0, 6.2.4 and 6.2.12.
    """
    folded = text.fold(password)
    bare = _bare(password)
    once = {folded, bare, _period(bare), _period(folded)}
    forms = once | {_period(one.strip("0123456789")) for one in once}
    return any(form in common for form in forms) or len(set(folded)) < 4 or _is_run(bare)


def _bare(password: str) -> str:
    return "".join(char for char in text.fold(password) if char.isalnum())


def _period(word: str) -> str:
    """The shortest piece of which the word is a repetition."""
    double = (word + word).find(word, 1)
    return word[:double] if double > 0 else word


def _is_run(word: str) -> bool:
    """Whether the characters only count up or down, as in 0123456789 or abcdef."""
    steps = {(ord(b) - ord(a)) % 10 for a, b in itertools.pairwise(word)}
    return len(steps) == 1 and steps <= {1, 9}
