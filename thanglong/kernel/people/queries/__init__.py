"""What is known of people: who acts, with which posts, for whom. Keep this module small."""

from thanglong.kernel.people.queries.accounts import (
    PasskeyLine,
    Profile,
    SignInLine,
    TokenLine,
    WaysToSignIn,
    account_named,
    data_of,
    passkeys_of,
    profile_of,
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
    Concerned,
    MandateLine,
    concerned_by,
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
    "Concerned",
    "MandateLine",
    "PasskeyLine",
    "Profile",
    "SignInLine",
    "TokenLine",
    "WaysToSignIn",
    "absences_of",
    "account_named",
    "actor_for_account",
    "actor_for_token",
    "colleagues_of",
    "concerned_by",
    "data_of",
    "holders_of_post",
    "mandate_for",
    "mandates_of",
    "organisations_of",
    "passkeys_of",
    "person_by_number",
    "posts_held",
    "profile_of",
    "session_actor",
    "sign_ins_of",
    "tokens_of",
    "ways_to_sign_in",
]
