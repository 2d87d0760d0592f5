"""Families that do not exist, drawn from a seed: names, addresses, ages and ways of living together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from communes_config import CommuneConfig
from core.identifiers import fold

SURNAMES = """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand
Morel Fournier Girard Bonnet Dupuis Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin
Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Masson
Etcheverry Ibarra Harriague Bidart Duhalde Larralde Castagnet Lacoste Dupouy Labat Benali Haddad Cherif Mansouri Bouzid
Amrani Saïdi Belkacem Traoré Diallo Keïta Coulibaly Konaté Ndiaye Sow Camara Mbemba Nguyen Tran Pham Le-Goff Le-Bihan
Kervella Schmitt Meyer Klein Ferreira Da-Silva Pereira Rodrigues Lopes Alves Martinez Fernandez Sanchez Rossi Ferrari
Kowalski Nowak Popescu Ionescu Yilmaz Kaya Rakotomalala Payet Hoarau Grondin Boyer-Vidal Marie-Rose Zhang Singh Kumar
""".split()
WOMEN = """
Camille Julie Sarah Laura Marie Aurélie Émilie Céline Sophie Élodie Mathilde Audrey Pauline Claire Nadia Samira Fatou
Aminata Leïla Inès Thi-Mai Maïtena Amaia Anne-Laure Stéphanie Delphine Karima Rachida Ana Cristina Irina Gwenaëlle
Hélène Virginie Caroline Charlotte Myriam Awa Yasmina Sandrine
""".split()
MEN = """
Thomas Nicolas Julien Alexandre Sébastien Mathieu David Romain Guillaume Kevin Karim Mehdi Rachid Ousmane Mamadou
Ibrahima Minh Peio Xabi Antoine Vincent Benoît Cédric Fabien Jérôme Damien Bruno João Miguel Andreï
Yann Erwan Olivier Laurent
Samuel Hugo Maxime Pierre Arnaud Emre
""".split()
GIRLS = """
Emma Louise Jade Alice Ambre Lina Rose Chloé Mia Léa Anna Mila Julia Inès Inaya Aya Nour Fatoumata Maryam Assia Romy
Agathe Zoé Charlie Adèle Lou Manon Éléonore Iris Maëlys Maialen Kim-Anh Safiya Victoire Jeanne Lucie Sofia Élise
""".split()
BOYS = """
Gabriel Léo Raphaël Louis Arthur Jules Maël Noah Adam Lucas Hugo Gabin Sacha Liam Paul Nathan Aaron Mohamed Ibrahim
Yanis Rayan Imran Moussa Eden Tom Ethan Martin Victor Marius Malo Oihan Ekaitz Antoine Samuel Ismaël Nolan Bao Côme Léon
""".split()
STREETS = (
    "rue des Lilas", "avenue de la République", "rue Victor-Hugo", "allée des Tilleuls", "chemin du Moulin",
    "rue du Général-Leclerc", "place de l’Église", "impasse des Cerisiers", "rue Jean-Jaurès", "avenue des Sports",
    "rue de la Fontaine", "sentier des Vignes", "rue Pasteur", "rue Marie-Curie", "boulevard Simone-Veil",
    "allée des Acacias", "rue des Écoles", "chemin de Halage", "rue Rosa-Parks", "square Louise-Michel",
)  # fmt: skip
PROFESSIONS = (
    "Infirmière hospitalière", "Enseignant", "Technicien de maintenance", "Comptable", "Aide-soignant",
    "Cheffe de projet", "Cuisinier", "Conducteur de bus", "Assistante maternelle", "Développeuse", "Électricien",
    "Agent de sécurité",
    "Vendeuse", "Ingénieure", "Artisan boulanger", "Employée de banque", "Magasinier", "Ostéopathe", "Éducatrice", "",
)  # fmt: skip
EMPLOYERS = ("Hôpital", "Éducation nationale", "À son compte", "Une entreprise de transport", "Un commerce", "", "")
LANDLINE = "01 99 00"  # plan de numérotation : tranches réservées aux œuvres de fiction
MOBILE = "06 39 98"

CHILD_AGES = (0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 16)
CHILDREN = (1, 1, 1, 2, 2, 2, 2, 3, 3, 4)
MOTHER, FATHER = (
    DeclaredTie(quality="mother", parental_authority=True),
    DeclaredTie(quality="father", parental_authority=True),
)


@dataclass(frozen=True, kw_only=True)
class Family:
    """One household, or the two of parents who live apart: the children are then the same objects in both."""

    households: tuple[FamilyDeclaration, ...]


class Town:
    """Draws the families of one commune; the same seed on the same day draws the same ones."""

    def __init__(self, config: CommuneConfig, *, seed: str, today: date) -> None:
        self.rng = Random(seed)  # noqa: S311 - believable, not secret
        self.config = config
        self.today = today
        self._taken: set[str] = set()
        self._keys = 0

    def families(self, count: int) -> Iterator[Family]:
        for _ in range(count):
            kind = self.rng.random()
            if kind < 0.64:
                yield Family(households=(self.couple(),))
            elif kind < 0.82:
                yield Family(households=(self.alone(),))
            elif kind < 0.95:
                yield Family(households=self.separated())
            else:
                yield Family(households=(self.guardian(),))

    def couple(self) -> FamilyDeclaration:
        mother, father = self.adult("mrs"), self.adult("mr", at_home=False)
        if self.rng.random() < 0.6:
            mother = replace(mother, usual_name=father.usual_name)
        first, second = (mother, father) if self.rng.random() < 0.65 else (father, mother)
        first, second = replace(first, address=self.address()), replace(second, address=None)
        ties = (MOTHER, FATHER) if first.civility == "mrs" else (FATHER, MOTHER)
        children = self.children(father.usual_name, *ties)
        return self._declare(first, children, co_representative=second)

    def alone(self) -> FamilyDeclaration:
        parent = self.adult("mrs" if self.rng.random() < 0.8 else "mr")
        tie = MOTHER if parent.civility == "mrs" else FATHER
        return self._declare(parent, self.children(parent.birth_name, tie, DeclaredTie()))

    def separated(self) -> tuple[FamilyDeclaration, FamilyDeclaration]:
        """Each parent declares the same children, and ties them to themselves only."""
        mother, father = self.adult("mrs"), self.adult("mr")
        children = self.children(father.usual_name, MOTHER, DeclaredTie())
        with_father = tuple(replace(child, holder_tie=FATHER) for child in children)
        return self._declare(mother, children), self._declare(father, with_father)

    def guardian(self) -> FamilyDeclaration:
        grandparent = self.adult("mrs", age=self.rng.randint(55, 72))
        tie = DeclaredTie(quality="grandparent", parental_authority=self.rng.random() < 0.5)
        return self._declare(grandparent, self.children(self.rng.choice(SURNAMES), tie, DeclaredTie())[:2])

    def other_parent(self, declaration: FamilyDeclaration) -> FamilyDeclaration:
        """Return what the other parent of these children would declare."""
        civility = "mr" if declaration.holder.civility == "mrs" else "mrs"
        tie = FATHER if civility == "mr" else MOTHER
        children = tuple(
            replace(child, holder_tie=tie, co_representative_tie=DeclaredTie()) for child in declaration.children
        )
        return self._declare(self.adult(civility), children)

    def adult(self, civility: str, *, age: int = 0, at_home: bool = True) -> DeclaredAdult:
        name = self._surname()
        first = self.rng.choice(WOMEN if civility == "mrs" else MEN)
        born = self.today - timedelta(days=365 * (age or self.rng.randint(26, 49)) + self.rng.randint(0, 364))
        return DeclaredAdult(
            civility=civility,
            usual_name=name,
            birth_name=self._surname() if civility == "mrs" and self.rng.random() < 0.5 else name,
            first_names=first,
            birth_date=born,
            birth_commune=self.rng.choice(("Paris", "Bordeaux", "Bayonne", "Lyon", "Créteil", "Poissy", "Lille")),
            birth_country="France",
            address=self.address() if at_home else None,
            phone=self._number(LANDLINE) if self.rng.random() < 0.3 else "",
            mobile=self._number(MOBILE),
            email=self._email(first, name),
            refuses_sms=self.rng.random() < 0.1,
            profession=self.rng.choice(PROFESSIONS),
            employer=self.rng.choice(EMPLOYERS),
        )

    def children(self, name: str, holder: DeclaredTie, co_representative: DeclaredTie) -> tuple[DeclaredChild, ...]:
        ages = sorted({self.rng.choice(CHILD_AGES) for _ in range(self.rng.choice(CHILDREN))}, reverse=True)
        ties = {"holder_tie": holder, "co_representative_tie": co_representative}
        born = tuple(replace(self._child(name, age), **ties) for age in ages)
        if self.rng.random() < 0.04:
            expected = DeclaredChild(
                key=self._key("enfant"),
                expected=True,
                expected_on=self.today + timedelta(days=self.rng.randint(30, 200)),
            )
            return (*born, replace(expected, **ties))
        return born

    def address(self) -> DeclaredAddress:
        flat = self.rng.random() < 0.35
        return DeclaredAddress(
            number=str(self.rng.randint(1, 98)),
            street=self.rng.choice(STREETS),
            building=self.rng.choice("ABC") if flat else "",
            apartment=str(self.rng.randint(1, 64)) if flat else "",
            postal_code=self.config.identity.postal_code,
            city=self.config.name,
        )

    def username(self, adult: DeclaredAdult) -> str:
        """Return an identifier that nobody of this town has."""
        return self._free(f"{fold(adult.first_names)}.{fold(adult.usual_name)}")

    def _declare(
        self,
        holder: DeclaredAdult,
        children: tuple[DeclaredChild, ...],
        *,
        co_representative: DeclaredAdult | None = None,
    ) -> FamilyDeclaration:
        return FamilyDeclaration(
            holder=holder,
            co_representative=co_representative,
            children=children,
            contacts=tuple(self._contact() for _ in range(self.rng.randint(1, 2))),
            benefit=self._benefit(len(children), couple=co_representative is not None),
        )

    def _child(self, name: str, age: int) -> DeclaredChild:
        girl = self.rng.random() < 0.5
        return DeclaredChild(
            key=self._key("enfant"),
            usual_name=name,
            birth_name=name,
            first_names=self.rng.choice(GIRLS if girl else BOYS),
            sex="female" if girl else "male",
            birth_date=self.today - timedelta(days=365 * age + self.rng.randint(1, 364)),
            birth_commune=self.rng.choice(("Paris", "Bordeaux", "Bayonne", "Poissy", self.config.name)),
            birth_country="France",
        )

    def _contact(self) -> DeclaredContact:
        link, people = self.rng.choice(
            (("grandmother", WOMEN), ("grandfather", MEN), ("aunt", WOMEN), ("neighbour", MEN), ("childminder", WOMEN))
        )
        return DeclaredContact(
            key=self._key("contact"),
            civility="mrs" if people is WOMEN else "mr",
            usual_name=self._surname(),
            first_names=self.rng.choice(people),
            phone=self._number(MOBILE),
            email="",
            link=link,
            emergency=self.rng.random() < 0.7,
            may_collect=self.rng.random() < 0.8,
            shares_address=False,
            address=self.address(),
        )

    def _benefit(self, children: int, *, couple: bool) -> DeclaredBenefit:
        body, scheme = self.rng.choice((("caf", "general"),) * 9 + (("msa", "agricultural"),))
        return DeclaredBenefit(
            member=CO_REPRESENTATIVE if couple and self.rng.random() < 0.3 else HOLDER,
            scheme=scheme,
            body=body,
            number=f"{self.rng.randint(1_000_000, 9_999_999)}{self.rng.choice('ABCDEFGHJKL')}",
            dependent_children=children,
        )

    def _surname(self) -> str:
        return self.rng.choice(SURNAMES).replace("Le-", "Le ").replace("Da-", "Da ")

    def _number(self, prefix: str) -> str:
        return f"{prefix} {self.rng.randint(0, 99):02d} {self.rng.randint(0, 99):02d}"

    def _email(self, first: str, name: str) -> str:
        return self._free(f"{fold(first)}.{fold(name)}", "@courriel.example")

    def _free(self, stem: str, ending: str = "") -> str:
        """Return the first of `stem`, `stem2`, `stem3`… that was not given yet."""
        numbered = (f"{stem}{number}{ending}".replace(" ", "-") for number in ("", *range(2, 500)))
        free = next(text for text in numbered if text not in self._taken)
        self._taken.add(free)
        return free

    def _key(self, kind: str) -> str:
        self._keys += 1
        return f"{kind}-{self._keys}"
