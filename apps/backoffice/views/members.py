"""Keeping a family up to date at the desk: its people, its address, its contacts, what ties them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.models import Address
from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.corrections import Correction, corrected
from apps.backoffice.forms import members as forms
from apps.backoffice.queries import families as queries
from apps.backoffice.views.children import child_of
from apps.families import operations
from apps.families.declaration import DeclaredAddress, DeclaredContact
from apps.families.enums import MemberRole, Quality
from apps.families.models import Contact, Household, HouseholdMember, Person
from apps.families.queries import adult_ties, consequences_of_leaving
from communes_config.schema import FamilyField, FieldState
from tenants import context

NEW_CONTACT = "nouveau"
FOLLOWS = "Les membres qui partagent l’adresse du foyer suivent ; ceux qui ont la leur n’en changent pas."


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def member_edit(request: AgentRequest, pk: int, person_pk: int) -> HttpResponse:
    """Correct who a member of the family is, and how to reach them."""
    home = home_of(pk)
    member = _member(home, person_pk)
    person = member.person
    form = _person_form(request, member)
    page = Correction(
        title=f"Corriger la fiche de {person}",
        lead=_whose_email(member),
        form=form,
        version=person.version,
        keep=lambda: operations.correct_person(
            person=person, values=_values(form), by=request.user, at=timezone.now(), **form.said()
        ),
        said=f"La fiche de {person} est à jour.",
        consequences=_of_two_homes(member),
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def family_address(request: AgentRequest, pk: int) -> HttpResponse:
    home = home_of(pk)
    initial = {"version": home.version, **_address_values(home.address)}
    form = forms.AddressDesk(typed(request), states=states(), initial=initial)
    page = Correction(
        title="Corriger l’adresse de la famille",
        lead=FOLLOWS,
        form=form,
        version=home.version,
        keep=lambda: operations.change_address(
            household=home, address=form.address(), by=request.user, at=timezone.now(), **form.said()
        ),
        said="L’adresse de la famille est à jour.",
        consequences=queries.who_moves(home),
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def contact_new(request: AgentRequest, pk: int) -> HttpResponse:
    home = home_of(pk)
    form = forms.ContactDesk(typed(request), states=states(), initial={"version": home.version})
    page = Correction(
        title="Ajouter un contact",
        form=form,
        version=home.version,
        keep=lambda: operations.add_contact(
            household=home, declared=form.declared(NEW_CONTACT), by=request.user, at=timezone.now(), **form.said()
        ),
        said="Le contact est ajouté.",
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def contact_edit(request: AgentRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Correct a contact, and what they may do."""
    home = home_of(pk)
    contact = _contact(home, contact_pk)
    initial = {"version": home.version, **forms.ContactDesk.initial_of(_declared_contact(contact))}
    form = forms.ContactDesk(typed(request), states=states(), initial=initial)
    page = Correction(
        title=f"Corriger le contact {contact}",
        form=form,
        version=home.version,
        keep=lambda: operations.change_contact(
            contact=contact, declared=form.declared(str(contact.pk)), by=request.user, at=timezone.now(), **form.said()
        ),
        said=f"{contact} est à jour.",
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def contact_remove(request: AgentRequest, pk: int, contact_pk: int) -> HttpResponse:
    home = home_of(pk)
    contact = _contact(home, contact_pk)
    form = forms.RemoveForm(typed(request), initial={"version": home.version})
    page = Correction(
        title=f"Retirer le contact {contact}",
        form=form,
        version=home.version,
        keep=lambda: operations.remove_contact(contact=contact, by=request.user, at=timezone.now(), **form.said()),
        said=f"{contact} n’est plus un contact de cette famille.",
        consequences=queries.without_contact(contact, today()),
        button="Retirer ce contact",
        is_removal=True,
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def member_leave(request: AgentRequest, pk: int, person_pk: int) -> HttpResponse:
    """Note that somebody left: a separation, a child who lives elsewhere now."""
    home = home_of(pk)
    member = _member(home, person_pk)
    form = forms.LeaveForm(typed(request), initial={"version": home.version})
    page = Correction(
        title=f"{member.person} quitte ce foyer",
        form=form,
        version=home.version,
        keep=lambda: operations.end_membership(
            household=home, person=member.person, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        said=f"{member.person} ne fait plus partie de cette famille.",
        consequences=consequences_of_leaving(home, member),
        button="Noter ce départ",
        is_removal=True,
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def tie_edit(request: AgentRequest, pk: int, adult_pk: int) -> HttpResponse:
    """Correct what an adult is to a child, and whether they hold parental authority."""
    child = child_of(pk)
    known = next((one for one in adult_ties(child) if one.adult.pk == adult_pk), None)
    if known is None:
        raise Http404
    adult, tie = known.adult, known.tie
    initial: dict[str, Any] = {"version": child.version, "since": today()}
    if tie is not None:
        initial |= {"quality": tie.quality, "authority": "oui" if tie.parental_authority else "non"}
    form = forms.TieForm(typed(request), initial=initial)

    def keep() -> None:
        operations.correct_tie(
            child=child,
            adult=adult,
            quality=Quality(form.cleaned_data["quality"]),
            parental_authority=form.cleaned_data["authority"] == "oui",
            by=request.user,
            at=timezone.now(),
            **{name: form.cleaned_data[name] for name in ("since", "reason", "version")},
        )

    back = reverse("backoffice:child", args=[child.pk])
    page = Correction(
        title=f"{adult} et {child}",
        lead=f"Aujourd’hui : {known.words.lower()}. L’autorité parentale ouvre le droit de décider et d’être informé.",
        form=form,
        version=child.version,
        keep=keep,
        said=f"Le lien entre {adult} et {child} est corrigé.",
        consequences=queries.what_authority_opens(adult, child),
        back=back,
        crumbs=[(str(child), back)],
    )
    return corrected(request, page)


def home_of(pk: int) -> Household:
    return get_object_or_404(queries.everything(), pk=pk)


def _member(home: Household, person_pk: int) -> HouseholdMember:
    members = home.members.select_related("person", "own_address")
    member: HouseholdMember = get_object_or_404(members, person=person_pk)
    return member


def _contact(home: Household, pk: int) -> Contact:
    contact: Contact = get_object_or_404(home.contacts.select_related("own_address", "household"), pk=pk)
    return contact


def _person_form(request: AgentRequest, member: HouseholdMember) -> forms.OfPerson:
    person = member.person
    if member.role == MemberRole.CHILD:
        kind: Any = forms.ChildDesk
    else:
        kind = partial(forms.AdultDesk, has_account=person.account_id is not None)
    initial = {field.name: getattr(person, field.name) for field in Person._meta.concrete_fields}
    form: forms.OfPerson = kind(typed(request), states=states(), initial=initial)
    return form


def _values(form: forms.OfPerson) -> dict[str, Any]:
    blank = {"birth_date": None, "ex_directory": False, "refuses_sms": False, "refuses_email": False}
    names = [name for name in form.fields if name not in ("version", "reason")]
    values = {name: form.value(name, blank.get(name, "")) for name in names}
    return {**values, "birth_place_code": form.birth_place_code} if form.birth_place_code else values


def _whose_email(member: HouseholdMember) -> str:
    if member.person.account_id is None:
        return ""
    return "Son adresse électronique est celle de son compte : cette personne la change depuis son profil."


def _of_two_homes(member: HouseholdMember) -> tuple[str, ...]:
    if member.role != MemberRole.CHILD or member.person.memberships.count() < 2:
        return ()
    return ("L’enfant est le même dans ses deux familles : chacune lira la fiche corrigée.",)


def _declared_contact(contact: Contact) -> DeclaredContact:
    names = {field.name for field in fields(DeclaredContact)} - {"key", "address"}
    address = DeclaredAddress(**_address_values(contact.own_address)) if contact.own_address else None
    return DeclaredContact(key=str(contact.pk), address=address, **{name: getattr(contact, name) for name in names})


def _address_values(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in asdict(DeclaredAddress())}


def way_back(home: Household) -> dict[str, Any]:
    back = reverse("backoffice:family", args=[home.pk])
    return {"back": back, "crumbs": [(queries.title_of(home), back)]}


def typed(request: AgentRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def states() -> Mapping[FamilyField, FieldState]:
    return context.config().family.fields


def today() -> date:
    return context.local_date(timezone.now())
