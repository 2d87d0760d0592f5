"""One form for each kind of person, for a family as for an agent; what is asked of them is the commune's choice."""

from typing import Any, Final

from django import forms

from apps.accounts.enums import Civility
from apps.design.birth import BIRTH_PLACE
from apps.design.forms import Form, SplitDateField
from apps.design.people import (
    ADDRESS,
    BENEFIT,
    BIRTH_HIDEABLE,
    CONTACT_DETAILS,
    EARLIEST,
    IDENTITY,
    WORK,
    YES_NO,
    AddressFields,
    BirthFields,
    PersonForm,
    PhoneField,
    SharedAddressFields,
    choice,
    text,
)
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
from apps.families.enums import BenefitBody, BenefitScheme, ContactLink, Quality, Sex


class AdultForm(PersonForm, BirthFields):
    civility = choice("Civilité", Civility.choices)
    usual_name = text("Nom d’usage")
    birth_name = text("Nom de naissance")
    first_names = text("Prénom(s)", length=150)
    birth_date = SplitDateField(label="Date de naissance", required=False, earliest=EARLIEST)
    phone = PhoneField(label="Téléphone", required=False)
    ex_directory = forms.BooleanField(label="Ce numéro est sur liste rouge", required=False)
    mobile = PhoneField(label="Téléphone portable", required=False)
    refuses_sms = forms.BooleanField(label="Je ne veux pas de SMS", required=False)
    email = forms.EmailField(label="Courriel", required=False)
    refuses_email = forms.BooleanField(label="Je ne veux pas de courriels d’information", required=False)
    profession = text("Profession")
    employer = text("Employeur")
    work_phone = PhoneField(label="Téléphone professionnel", required=False)

    hideable = {
        **BIRTH_HIDEABLE,
        "birth_date": "birth_date",
        **{name: name for name in (*CONTACT_DETAILS, *WORK)},
    }
    always = ("civility", "usual_name", "first_names")
    sections = (
        ("Identité", (*IDENTITY, *BIRTH_PLACE)),
        ("Coordonnées", CONTACT_DETAILS),
        ("Situation professionnelle", WORK),
    )

    def _require(self, name: str) -> None:
        if name not in ("birth_department", "birth_country"):
            super()._require(name)

    def adult(self, address: DeclaredAddress | None) -> DeclaredAdult:
        names = ("civility", "usual_name", "birth_name", "first_names", *BIRTH_PLACE, *CONTACT_DETAILS, *WORK)
        values = {name: self.value(name) for name in names if name in self.fields}
        return DeclaredAdult(
            **values,
            birth_place_code=self.birth_place_code,
            birth_date=self.value("birth_date", None),
            address=address,
        )


class BenefitFields(Form):
    benefit_member = choice("Membre allocataire", ())
    benefit_scheme = choice("Régime allocataire", BenefitScheme.choices)
    benefit_body = choice("Organisme allocataire", BenefitBody.choices)
    benefit_number = text("Numéro d’allocataire", length=30)
    dependent_children = forms.IntegerField(
        label="Nombre d’enfants à charge", required=False, min_value=0, max_value=20
    )


BENEFIT_HIDEABLE: Final = {name: name for name in BENEFIT}


class BenefitForm(PersonForm, BenefitFields):
    """What the benefits office knows the family by, on its own."""

    hideable = BENEFIT_HIDEABLE
    sections = (("Informations d’allocataire", BENEFIT),)


class HolderForm(AdultForm, AddressFields, BenefitFields):
    hideable = {**AdultForm.hideable, **BENEFIT_HIDEABLE}
    always = (*AdultForm.always, "street", "postal_code", "city", "country")
    sections = (
        ("Identité", (*IDENTITY, *BIRTH_PLACE)),
        ("Adresse", ("address_search", *ADDRESS)),
        ("Coordonnées", CONTACT_DETAILS),
        ("Situation professionnelle", WORK),
        ("Informations d’allocataire", BENEFIT),
    )

    def __init__(self, *args: Any, declaration: FamilyDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = declaration
        if "benefit_member" in self.fields:
            second = declaration.co_representative
            members = [(HOLDER, declaration.holder.full_name or "Le titulaire du compte")]
            if second is not None:
                members.append((CO_REPRESENTATIVE, second.full_name or "Le co-représentant"))
            self.fields["benefit_member"].choices = [("", "Choisissez"), *members]

    @staticmethod
    def initial_of(declaration: FamilyDeclaration) -> dict[str, Any]:
        benefit = declaration.benefit
        return {
            **_fields_of(declaration.holder),
            **_fields_of(declaration.holder.address or DeclaredAddress()),
            "benefit_member": benefit.member,
            "benefit_scheme": benefit.scheme,
            "benefit_body": benefit.body,
            "benefit_number": benefit.number,
            "dependent_children": benefit.dependent_children,
        }

    def benefit(self) -> DeclaredBenefit:
        return DeclaredBenefit(
            member=self.value("benefit_member"),
            scheme=self.value("benefit_scheme"),
            body=self.value("benefit_body"),
            number=self.value("benefit_number"),
            dependent_children=self.value("dependent_children", None),
        )


class CoRepresentativeForm(AdultForm, SharedAddressFields):
    sections = (
        ("Identité", (*IDENTITY, *BIRTH_PLACE)),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
        ("Coordonnées", CONTACT_DETAILS),
        ("Situation professionnelle", WORK),
    )
    autocomplete = {"usual_name": "off", "first_names": "off", "email": "off", "mobile": "off", "phone": "off"}

    @staticmethod
    def initial_of(adult: DeclaredAdult) -> dict[str, Any]:
        return {**_fields_of(adult), **_shared_address(adult.address)}

    def declared(self) -> DeclaredAdult:
        return self.adult(None if self.value("shares_address", False) else self.address())


class AddressForm(PersonForm, AddressFields):
    """Where a household lives from now on."""

    always = ("street", "postal_code", "city", "country")
    sections = (("La nouvelle adresse", ("address_search", *ADDRESS)),)


class ChildRecordForm(PersonForm, BirthFields):
    """Who a child is, apart from its parents and its home."""

    usual_name = text("Nom d’usage")
    birth_name = text("Nom de naissance")
    first_names = text("Prénom(s)", length=150)
    sex = forms.ChoiceField(label="Sexe", choices=Sex.choices, required=False, widget=forms.RadioSelect)
    birth_date = SplitDateField(label="Date de naissance", required=False, earliest=EARLIEST)

    hideable = BIRTH_HIDEABLE
    always = ("usual_name", "first_names", "sex", "birth_date")
    sections = (("Identité", ("usual_name", "birth_name", "first_names", "sex", "birth_date", *BIRTH_PLACE)),)
    autocomplete = dict.fromkeys(("usual_name", "first_names"), "off")


class ChildForm(ChildRecordForm, SharedAddressFields):
    expected = forms.BooleanField(
        label="Naissance prévue",
        required=False,
        help_text="L’enfant n’est pas encore né : donnez la date prévue ; le nom et le prénom peuvent attendre.",
    )
    expected_on = SplitDateField(label="Date prévue de la naissance", required=False)
    holder_quality = choice("Qualité du titulaire", Quality.choices)
    holder_authority = forms.ChoiceField(
        label="Autorité parentale du titulaire", choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    co_representative_quality = choice("Qualité du co-représentant", Quality.choices)
    co_representative_authority = forms.ChoiceField(
        label="Autorité parentale du co-représentant", choices=YES_NO, required=False, widget=forms.RadioSelect
    )

    hideable = {**BIRTH_HIDEABLE, "expected": "expected_birth", "expected_on": "expected_birth"}
    always = (
        *ChildRecordForm.always,
        *("holder_quality", "holder_authority", "co_representative_quality", "co_representative_authority"),
    )
    sections = (
        *ChildRecordForm.sections,
        ("L’enfant va naître", ("expected", "expected_on")),
        (
            "Lien avec les parents",
            ("holder_quality", "holder_authority", "co_representative_quality", "co_representative_authority"),
        ),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
    )

    def __init__(self, *args: Any, declaration: FamilyDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name_adult("holder", declaration.holder)
        if declaration.co_representative is None:
            del self.fields["co_representative_quality"], self.fields["co_representative_authority"]
        else:
            self._name_adult("co_representative", declaration.co_representative)

    def _require(self, name: str) -> None:
        if name not in ("birth_department", "birth_country", "birth_name", "expected", "expected_on"):
            super()._require(name)

    def _name_adult(self, prefix: str, adult: DeclaredAdult) -> None:
        if adult.full_name:
            self.fields[f"{prefix}_quality"].label = f"Qualité de {adult.full_name}"
            self.fields[f"{prefix}_authority"].label = f"{adult.full_name} a l’autorité parentale"

    @staticmethod
    def initial_of(child: DeclaredChild) -> dict[str, Any]:
        return {
            **_fields_of(child),
            **_shared_address(child.address),
            **_tie_fields("holder", child.holder_tie),
            **_tie_fields("co_representative", child.co_representative_tie),
        }

    def declared(self, key: str) -> DeclaredChild:
        names = ("usual_name", "birth_name", "first_names", "sex", *BIRTH_PLACE)
        expected = bool(self.value("expected", False))
        return DeclaredChild(
            key=key,
            **{name: self.value(name) for name in names if name in self.fields},
            birth_place_code=self.birth_place_code,
            birth_date=None if expected else self.value("birth_date", None),
            expected=expected,
            expected_on=self.value("expected_on", None) if expected else None,
            address=None if self.value("shares_address", False) else self.address(),
            holder_tie=self._tie("holder"),
            co_representative_tie=self._tie("co_representative"),
        )

    def _tie(self, prefix: str) -> DeclaredTie:
        answer = {"oui": True, "non": False}.get(self.value(f"{prefix}_authority"))
        return DeclaredTie(quality=self.value(f"{prefix}_quality"), parental_authority=answer)


class ContactForm(PersonForm, SharedAddressFields):
    civility = choice("Civilité", Civility.choices)
    usual_name = text("Nom d’usage")
    first_names = text("Prénom(s)", length=150)
    link = choice("Lien avec la famille", ContactLink.choices)
    phone = PhoneField(label="Téléphone", required=False)
    email = forms.EmailField(label="Courriel", required=False)
    emergency = forms.BooleanField(label="À prévenir en cas d’urgence", required=False)
    may_collect = forms.BooleanField(label="Autorisé à venir chercher les enfants", required=False)

    hideable = {
        "email": "contact_email",
        **dict.fromkeys(("shares_address", "address_search", *ADDRESS), "contact_address"),
    }
    always = ("civility", "usual_name", "first_names", "link", "phone")
    sections = (
        ("Identité", ("civility", "usual_name", "first_names", "link")),
        ("Coordonnées", ("phone", "email")),
        ("Ce que cette personne peut faire", ("emergency", "may_collect")),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
    )
    autocomplete = dict.fromkeys(("usual_name", "first_names", "email", "phone"), "off")

    def _require(self, name: str) -> None:
        if name not in ("address_search", "number", "building", "apartment", "complement"):
            super()._require(name)

    @staticmethod
    def initial_of(contact: DeclaredContact) -> dict[str, Any]:
        address = contact.address or DeclaredAddress(country="" if contact.address is None else "France")
        return {**_fields_of(contact), **_fields_of(address), "shares_address": contact.shares_address}

    def declared(self, key: str) -> DeclaredContact:
        names = ("civility", "usual_name", "first_names", "link", "phone", "email")
        shares = bool(self.value("shares_address", False))
        address = self.address() if "street" in self.fields and not shares else None
        written = address is not None and any(getattr(address, name) for name in ADDRESS if name != "country")
        return DeclaredContact(
            key=key,
            **{name: self.value(name) for name in names if name in self.fields},
            emergency=bool(self.value("emergency", False)),
            may_collect=bool(self.value("may_collect", False)),
            shares_address=shares,
            address=address if written else None,
        )


def _fields_of(declared: Any) -> dict[str, Any]:
    return {name: getattr(declared, name) for name in declared.__dataclass_fields__ if name not in ("key", "address")}


def _shared_address(address: DeclaredAddress | None) -> dict[str, Any]:
    return {**_fields_of(address or DeclaredAddress()), "shares_address": address is None}


def _tie_fields(prefix: str, tie: DeclaredTie) -> dict[str, str]:
    answers = {True: "oui", False: "non", None: ""}
    return {f"{prefix}_quality": tie.quality, f"{prefix}_authority": answers[tie.parental_authority]}
