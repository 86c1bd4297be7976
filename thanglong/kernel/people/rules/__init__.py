"""The law of people: numbers, passwords, mandates, sign-in. Pure: values in, values out."""

from thanglong.kernel.people.rules.mandates import (
    EVERYTHING,
    agent_mandate_ends_on,
    covers,
    is_in_force,
    parental_mandate_ends_on,
)
from thanglong.kernel.people.rules.numbers import (
    PersonalNumber,
    disagreements,
    is_demo_number,
    is_personal_number,
    is_tax_code,
    read_personal_number,
    tax_check_digit,
    tax_code_kind,
)
from thanglong.kernel.people.rules.passwords import is_common, password_problem
from thanglong.kernel.people.rules.sign_in import (
    LIMITS,
    Limit,
    Span,
    digest_of,
    is_assured,
    is_fresh,
    is_session_alive,
    session_span,
)

__all__ = [
    "EVERYTHING",
    "LIMITS",
    "Limit",
    "PersonalNumber",
    "Span",
    "agent_mandate_ends_on",
    "covers",
    "digest_of",
    "disagreements",
    "is_assured",
    "is_common",
    "is_demo_number",
    "is_fresh",
    "is_in_force",
    "is_personal_number",
    "is_session_alive",
    "is_tax_code",
    "parental_mandate_ends_on",
    "password_problem",
    "read_personal_number",
    "session_span",
    "tax_check_digit",
    "tax_code_kind",
]
