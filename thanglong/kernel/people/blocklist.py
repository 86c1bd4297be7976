"""The list of common passwords: Django's twenty thousand, and what Vietnamese people choose."""

from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

from thanglong.kernel.base import text

OWN = Path(__file__).parent / "data" / "common_passwords.txt"


@cache
def common_passwords() -> frozenset[str]:
    """Common passwords, folded."""
    own = OWN.read_text(encoding="utf-8").splitlines()
    ours = {text.fold(line) for line in own if not line.startswith("#")}
    return frozenset((ours | CommonPasswordValidator().passwords) - {""})
