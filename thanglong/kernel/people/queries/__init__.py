"""What is known of people: who acts, with which posts, for whom. Keep this module small."""

from thanglong.kernel.people.queries.accounts import (
    PasskeyLine,
    SignInLine,
    TokenLine,
    WaysToSignIn,
    account_named,
    passkeys_of,
    sign_ins_of,
    tokens_of,
    ways_to_sign_in,
)
from thanglong.kernel.people.queries.actors import (
    actor_for_account,
    actor_for_token,
    posts_held,
    session_actor,
)
from thanglong.kernel.people.queries.mandates import (
    MandateLine,
    accounts_to_tell,
    mandate_for,
    mandates_of,
    organisations_of,
    person_by_number,
)
from thanglong.kernel.people.queries.offices import (
    AbsenceLine,
    Colleague,
    absences_of,
    colleagues_of,
    holders_of_post,
)

__all__ = [
    "AbsenceLine",
    "Colleague",
    "MandateLine",
    "PasskeyLine",
    "SignInLine",
    "TokenLine",
    "WaysToSignIn",
    "absences_of",
    "account_named",
    "accounts_to_tell",
    "actor_for_account",
    "actor_for_token",
    "colleagues_of",
    "holders_of_post",
    "mandate_for",
    "mandates_of",
    "organisations_of",
    "passkeys_of",
    "person_by_number",
    "posts_held",
    "session_actor",
    "sign_ins_of",
    "tokens_of",
    "ways_to_sign_in",
]
