"""Minh's passkey: made once, proven each time, worthless to everybody else."""

import json

import hypothesis
import pytest
from hypothesis import strategies

from thanglong.kernel.base import errors
from thanglong.kernel.events.models import Event
from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.models import Account, Passkey, Tries
from thanglong.kernel.people.tests import make
from thanglong.kernel.people.tests.authenticator import SecurityKey

pytestmark = pytest.mark.django_db
NOON = make.NOW
HOME = actions.Site(name="city.example", origin="https://city.example")
FALSE = actions.Site(name="false.example", origin="https://false.example")


@pytest.fixture
def minh() -> Account:
    return make.officer("Trần Văn Minh")


@pytest.fixture
def key(minh: Account) -> SecurityKey:
    """A security key on which Minh has made a passkey."""
    found = SecurityKey()
    add(minh, found)
    return found


def add(account: Account, key: SecurityKey, label: str = "Khóa của tôi") -> Passkey:
    question = actions.passkey_invitation(account_id=account.id, site=HOME)
    return actions.add_passkey(
        account_id=account.id,
        proof=key.made(question, HOME),
        label=label,
        at=NOON,
        by=make.actor(account),
    )


def ask(account: Account, site: actions.Site = HOME) -> actions.Question:
    return actions.passkey_challenge(account_id=account.id, site=site)


def prove(account: Account, proof: actions.Proof) -> Account:
    return actions.check_passkey(account_id=account.id, proof=proof, at=NOON)


def test_minh_makes_a_passkey(minh: Account, key: SecurityKey) -> None:
    (line,) = queries.passkeys_of(account_id=minh.id)

    assert line.label == "Khóa của tôi"
    assert queries.ways_to_sign_in(account_id=minh.id).has_passkey
    assert Event.objects.get(type="people.security.changed.v1").payload["what"] == "passkey"


def test_minh_proves_it(minh: Account, key: SecurityKey) -> None:
    assert prove(minh, key.answered(ask(minh), HOME)) == minh

    (line,) = queries.passkeys_of(account_id=minh.id)
    assert line.last_used_at == NOON


def test_an_answer_to_an_old_challenge_proves_nothing(minh: Account, key: SecurityKey) -> None:
    old = key.answered(ask(minh), HOME)
    fresh = ask(minh)
    replayed = actions.Proof(answer=old.answer, challenge=fresh.challenge, site=HOME)

    with pytest.raises(actions.PasskeyNotProven):
        prove(minh, replayed)


def test_an_answer_given_to_a_false_site_proves_nothing_here(
    minh: Account, key: SecurityKey
) -> None:
    question = ask(minh)
    caught = key.answered(question, FALSE)

    with pytest.raises(actions.PasskeyNotProven):
        prove(minh, actions.Proof(caught.answer, question.challenge, HOME))


def test_the_passkey_of_another_officer_is_unknown(minh: Account, key: SecurityKey) -> None:
    hanh = make.officer("Lê Hồng Hạnh")

    with pytest.raises(actions.PasskeyIsUnknown):
        prove(hanh, key.answered(ask(hanh), HOME))


def test_another_key_with_the_same_name_proves_nothing(minh: Account, key: SecurityKey) -> None:
    forged = SecurityKey(credential_id=key.credential_id)

    with pytest.raises(actions.PasskeyNotProven):
        prove(minh, forged.answered(ask(minh), HOME))


def test_a_cloned_key_whose_counter_runs_back_is_noticed(minh: Account, key: SecurityKey) -> None:
    clone = SecurityKey(key=key.key, credential_id=key.credential_id, count=key.count)
    for _ in range(2):
        prove(minh, key.answered(ask(minh), HOME))

    with pytest.raises(actions.PasskeyNotProven):
        prove(minh, clone.answered(ask(minh), HOME))


def test_a_passkey_of_a_closed_account_opens_nothing(minh: Account, key: SecurityKey) -> None:
    proof = key.answered(ask(minh), HOME)
    actions.close_account(account_id=minh.id, at=NOON, by=make.actor(minh))

    with pytest.raises(actions.PasskeyIsUnknown):
        prove(minh, proof)


def test_one_who_tries_without_end_is_stopped(minh: Account, key: SecurityKey) -> None:
    forged = SecurityKey(credential_id=key.credential_id)
    for _ in range(6):
        with pytest.raises(actions.PasskeyNotProven):
            prove(minh, forged.answered(ask(minh), HOME))

    with pytest.raises(errors.TooManyTries):
        prove(minh, key.answered(ask(minh), HOME))


def test_the_same_passkey_is_not_kept_twice(minh: Account, key: SecurityKey) -> None:
    with pytest.raises(actions.PasskeyNotProven):
        add(minh, key)


def test_a_passkey_made_for_another_site_is_not_kept(minh: Account) -> None:
    question = actions.passkey_invitation(account_id=minh.id, site=HOME)
    made = SecurityKey().made(question, FALSE)

    with pytest.raises(actions.PasskeyNotProven):
        actions.add_passkey(
            account_id=minh.id,
            proof=actions.Proof(made.answer, question.challenge, HOME),
            label="",
            at=NOON,
            by=make.actor(minh),
        )


def test_an_officer_has_ten_passkeys_at_most(minh: Account) -> None:
    for _ in range(10):
        add(minh, SecurityKey())

    with pytest.raises(actions.PasskeyNotProven):
        add(minh, SecurityKey())


def test_minh_forgets_a_passkey_and_hanh_cannot(minh: Account, key: SecurityKey) -> None:
    hanh = make.officer("Lê Hồng Hạnh")
    (line,) = queries.passkeys_of(account_id=minh.id)

    with pytest.raises(actions.PasskeyIsUnknown):
        actions.remove_passkey(account_id=hanh.id, passkey_id=line.id, at=NOON, by=make.actor(hanh))
    actions.remove_passkey(account_id=minh.id, passkey_id=line.id, at=NOON, by=make.actor(minh))

    assert queries.passkeys_of(account_id=minh.id) == []


def test_the_only_second_step_stays() -> None:
    hoa = make.officer("Vũ Thị Hoa", totp=False)
    passkey = add(hoa, SecurityKey())

    with pytest.raises(actions.LastSecondStep):
        actions.remove_passkey(
            account_id=hoa.id, passkey_id=passkey.id, at=NOON, by=make.actor(hoa)
        )


def test_with_a_passkey_the_app_can_be_removed(minh: Account, key: SecurityKey) -> None:
    actions.remove_totp(account_id=minh.id, at=NOON, by=make.actor(minh))

    assert not queries.ways_to_sign_in(account_id=minh.id).has_totp


def test_the_device_learns_nothing_of_the_number_of_the_account(minh: Account) -> None:
    question = actions.passkey_invitation(account_id=minh.id, site=HOME)

    assert f'"id": "{minh.id}"' not in question.options
    assert minh.person.personal_number not in question.options


@hypothesis.settings(
    max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(
    answer=strategies.one_of(
        strategies.text(max_size=200),
        strategies.dictionaries(
            strategies.sampled_from(["id", "rawId", "type", "response"]),
            strategies.one_of(
                strategies.none(), strategies.text(max_size=20), strategies.integers()
            ),
        ).map(json.dumps),
    )
)
def test_nonsense_from_a_browser_is_refused_and_breaks_nothing(minh: Account, answer: str) -> None:
    question = ask(minh)
    proof = actions.Proof(answer=answer, challenge=question.challenge, site=HOME)
    Tries.objects.all().delete()

    with pytest.raises((actions.PasskeyNotProven, actions.PasskeyIsUnknown)):
        prove(minh, proof)
    with pytest.raises(actions.PasskeyNotProven):
        actions.add_passkey(account_id=minh.id, proof=proof, label="", at=NOON, by=make.actor(minh))


def test_an_answer_without_end_is_not_read(minh: Account) -> None:
    question = ask(minh)

    with pytest.raises(actions.PasskeyNotProven):
        prove(minh, actions.Proof("x" * 30_000, question.challenge, HOME))
