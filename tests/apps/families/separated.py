"""Maurice and Solange live apart; Nina is one child in both households, recognised by an agent."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.families import operations
from apps.families.declaration import DeclaredBenefit, DeclaredTie
from apps.families.enums import BenefitBody, Quality
from apps.families.models import Household, MatchCandidate, Person
from core.custody import Arrangement, IsoParity, Party
from tests.apps.families.makers import ELSEWHERE, agent, augusta, citizen, declaration, nina, solange
from tests.instants import MONDAY_MORNING

MOTHERS = DeclaredTie(quality=Quality.MOTHER, parental_authority=True)
EVEN_AT_FATHERS = Arrangement(rhythm=IsoParity(even=Party.A))


@dataclass(frozen=True)
class Separated:
    father: User
    mother: User
    fathers: Household
    mothers: Household
    child: Person
    agent: User


def separated() -> Separated:
    father = citizen("maurice")
    mother = citizen("solange", first_names="Solange", usual_name="Testa")
    child = nina(holder_tie=MOTHERS)
    fathers = operations.create_household(
        declaration=declaration(co_representative=None, contacts=()), account=father, by=None, at=MONDAY_MORNING
    )
    mothers = operations.create_household(
        declaration=declaration(
            holder=solange(address=ELSEWHERE, phone="05 56 00 00 77"),
            co_representative=None,
            children=(child,),
            contacts=(augusta(),),
            benefit=DeclaredBenefit(member="titulaire", body=BenefitBody.CAF, number="SECRET-77"),
        ),
        account=mother,
        by=None,
        at=MONDAY_MORNING,
    )
    by = agent()
    one = operations.confirm_match(candidate=MatchCandidate.objects.get(), by=by, at=MONDAY_MORNING)
    return Separated(father=father, mother=mother, fathers=fathers, mothers=mothers, child=one, agent=by)
