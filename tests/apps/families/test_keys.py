from datetime import timedelta
from random import Random

import pytest

from apps.accounts.enums import AccountStatus
from apps.families import operations, queries
from apps.families.enums import MemberRole
from apps.families.errors import (
    AccountCannotJoin,
    AdultHasAccount,
    AlreadyHolder,
    AlreadyInFamily,
    KeyAlreadyUsed,
    KeyExpired,
    KeyRevoked,
    KeyUnknown,
    NotAnAdultOfHousehold,
    TooManyKeyAttempts,
)
from apps.families.models import KeyAttempt, Person, ServiceKey
from core import service_keys
from core.service_keys import KeyMistyped
from tenants import context
from tests.apps.families.makers import agent, citizen, declaration, maurice, nina
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")

AT = MONDAY_MORNING
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def known():
    return operations.register_known_family(declaration=declaration(), reference="ancien-1", at=AT)


def wrong_key(seed: int) -> str:
    return service_keys.generate(Random(seed))


def guess(parent, seed, at=AT):
    with pytest.raises(KeyUnknown):
        operations.redeem_key(user=parent, typed=wrong_key(seed), at=at)


def test_typing_a_key_ties_the_account_to_the_adult_it_was_made_for(known):
    parent = citizen()
    household = operations.redeem_key(user=parent, typed=known.keys[0].text, at=AT)
    assert household == known.household
    assert (parent.person.first_names, queries.household_of(parent)) == ("Maurice", household)


def test_a_key_is_typed_as_people_type(known):
    typed = known.keys[0].text.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert operations.redeem_key(user=citizen(), typed=typed, at=AT) == known.household


def test_each_adult_has_their_own_account(known):
    first, second = citizen(), citizen()
    for parent, issued in zip((first, second), known.keys, strict=True):
        operations.redeem_key(user=parent, typed=issued.text, at=AT)
    assert (first.person.first_names, second.person.first_names) == ("Maurice", "Solange")


def test_only_the_digest_and_a_hint_of_a_key_are_kept(known):
    key = known.keys[0].key
    stored = " ".join(str(value) for value in ServiceKey.objects.values().get(pk=key.pk).values())
    assert known.keys[0].text not in stored
    assert service_keys.normalise(known.keys[0].text) not in stored
    assert key.hint == known.keys[0].text[-4:]


def test_a_used_key_is_refused_to_somebody_else(known):
    operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)
    with pytest.raises(KeyAlreadyUsed, match="déjà utilisée"):
        operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)


def test_typing_ones_own_key_again_says_that_one_is_in(known):
    parent = citizen()
    operations.redeem_key(user=parent, typed=known.keys[0].text, at=AT)
    with pytest.raises(AlreadyInFamily):
        operations.redeem_key(user=parent, typed=known.keys[0].text, at=AT)


def test_a_key_is_valid_until_the_instant_it_expires(known):
    key = known.keys[0]
    with pytest.raises(KeyExpired):
        operations.redeem_key(user=citizen(), typed=key.text, at=key.key.expires_at)
    almost = key.key.expires_at - timedelta(microseconds=1)
    assert operations.redeem_key(user=citizen(), typed=key.text, at=almost) == known.household


def test_a_revoked_key_opens_nothing(known):
    operations.revoke_key(key=known.keys[0].key, by=agent(), at=AT)
    with pytest.raises(KeyRevoked):
        operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)


def test_a_new_key_replaces_the_one_that_waited(known):
    holder = known.keys[0].key.person
    fresh = operations.issue_key(household=known.household, person=holder, by=agent(), at=AT)
    with pytest.raises(KeyRevoked):
        operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)
    assert operations.redeem_key(user=citizen(), typed=fresh.text, at=AT) == known.household


def test_an_adult_who_has_an_account_needs_no_key(known):
    operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)
    holder = Person.objects.get(pk=known.keys[0].key.person_id)
    with pytest.raises(AdultHasAccount, match="Maurice Testo"):
        operations.issue_key(household=known.household, person=holder, by=agent(), at=AT)


def test_no_key_is_made_for_a_child(known):
    child = known.household.members.get(role=MemberRole.CHILD).person
    with pytest.raises(NotAnAdultOfHousehold):
        operations.issue_key(household=known.household, person=child, by=agent(), at=AT)


def test_a_slip_of_the_fingers_is_not_counted(known):
    parent = citizen()
    text = known.keys[0].text
    slipped = ("B" if text[0] != "B" else "C") + text[1:]
    for _ in range(10):
        with pytest.raises(KeyMistyped):
            operations.redeem_key(user=parent, typed=slipped, at=AT)
    assert KeyAttempt.objects.count() == 0


def test_the_sixth_guess_of_an_hour_is_refused_for_an_hour_even_with_the_right_key(known):
    parent = citizen()
    for seed in range(5):
        guess(parent, seed, at=AT + seed * MINUTE)
    last = AT + 4 * MINUTE
    with pytest.raises(TooManyKeyAttempts):
        operations.redeem_key(user=parent, typed=known.keys[0].text, at=last + HOUR - timedelta(seconds=1))
    assert operations.redeem_key(user=parent, typed=known.keys[0].text, at=last + HOUR) == known.household


def test_four_guesses_do_not_block(known):
    parent = citizen()
    for seed in range(4):
        guess(parent, seed)
    assert operations.redeem_key(user=parent, typed=known.keys[0].text, at=AT) == known.household


def test_five_guesses_spread_over_an_hour_do_not_block():
    parent = citizen()
    for seed in range(5):
        guess(parent, seed, at=AT + seed * timedelta(minutes=15))
    assert queries.keys_blocked_until(parent, AT + HOUR) is None


def test_the_guesses_of_one_account_do_not_block_another(known):
    attacker = citizen()
    for seed in range(5):
        guess(attacker, seed)
    assert operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT) == known.household


@pytest.mark.parametrize("status", [AccountStatus.PENDING_APPROVAL, AccountStatus.DISABLED])
def test_an_account_that_the_town_hall_has_not_approved_waits(known, status):
    with pytest.raises(AccountCannotJoin):
        operations.redeem_key(user=citizen(status=status), typed=known.keys[0].text, at=AT)


def test_who_holds_a_household_does_not_hold_another(known):
    parent = citizen()
    other = declaration(holder=maurice(first_names="Marcel"), children=(nina(first_names="Zoé"),))
    operations.create_household(declaration=other, account=parent, by=None, at=AT)
    with pytest.raises(AlreadyHolder):
        operations.redeem_key(user=parent, typed=known.keys[0].text, at=AT)


def test_the_second_parent_of_two_households_is_one_person_in_both(known):
    parent = citizen()
    other = declaration(holder=maurice(first_names="Solange"), co_representative=None, children=())
    mine = operations.create_household(declaration=other, account=parent, by=None, at=AT)
    operations.redeem_key(user=parent, typed=known.keys[1].text, at=AT)
    assert sorted(parent.person.memberships.values_list("household", "role")) == sorted(
        [(mine.pk, MemberRole.HOLDER), (known.household.pk, MemberRole.CO_REPRESENTATIVE)]
    )
    assert Person.objects.get(pk=known.keys[1].key.person_id).merged_into == parent.person


def test_a_key_of_one_commune_opens_nothing_in_another(known, carbon_blanc):
    with context.activate(carbon_blanc), pytest.raises(KeyUnknown):
        operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT)


def test_a_key_made_under_an_older_secret_still_opens(known, settings):
    settings.ENCRYPTION_SECRETS = ["a-newer-secret", *settings.ENCRYPTION_SECRETS]
    assert operations.redeem_key(user=citizen(), typed=known.keys[0].text, at=AT) == known.household
