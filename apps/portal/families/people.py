"""The list of people beside the declaration's pages: who is there, who still lacks something."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from apps.design.families import ChildForm, ContactForm, CoRepresentativeForm, HolderForm
from apps.design.people import PersonForm
from apps.families.completeness import ROLE_LABELS, Problem
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAdult,
    DeclaredChild,
    DeclaredContact,
    FamilyDeclaration,
)
from communes_config.schema import FieldState

NEW_CHILD: Final = "nouvel-enfant"
NEW_CONTACT: Final = "nouveau-contact"


@dataclass(frozen=True, kw_only=True)
class Listed:
    key: str
    name: str
    problems: int
    current: bool
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """One kind of people; `add_key` is the page that adds one, empty when nobody can be added."""

    title: str
    people: tuple[Listed, ...]
    add_key: str = ""
    add_label: str = ""
    icon: str = "user"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page of one person: its form and its words; `key` is that of the person, new or not."""

    key: str
    title: str
    role: str
    is_new: bool
    form: PersonForm


def groups(declaration: FamilyDeclaration, problems: Sequence[Problem], current: str = "") -> tuple[Group, ...]:
    def listed(key: str, name: str) -> Listed:
        wrong = sum(problem.person == key for problem in problems)
        return Listed(key=key, name=name, problems=wrong, current=key == current, known=key in declaration.known)

    second = declaration.co_representative
    return (
        Group(
            title=ROLE_LABELS[HOLDER],
            people=(listed(HOLDER, declaration.holder.full_name or "Vous"),),
            icon="user",
        ),
        Group(
            title=ROLE_LABELS[CO_REPRESENTATIVE],
            people=(listed(CO_REPRESENTATIVE, second.full_name or "Sans nom"),) if second else (),
            add_key="" if second else CO_REPRESENTATIVE,
            add_label="Ajouter un co-représentant",
            icon="users",
        ),
        Group(
            title="Enfants",
            people=tuple(listed(child.key, child.full_name or "Sans nom") for child in declaration.children),
            add_key=NEW_CHILD,
            add_label="Ajouter un enfant",
            icon="baby",
        ),
        Group(
            title="Contacts",
            people=tuple(listed(contact.key, contact.full_name or "Sans nom") for contact in declaration.contacts),
            add_key=NEW_CONTACT,
            add_label="Ajouter un contact",
            icon="phone",
        ),
    )


def page_of(
    declaration: FamilyDeclaration, key: str, states: Mapping[str, FieldState], data: Mapping[str, Any] | None = None
) -> Page | None:
    """Return the page of this key, or None when nobody has it."""
    if key in declaration.known:
        return None
    known = {"states": states, "data": data}
    if key == HOLDER:
        form: PersonForm = HolderForm(**known, declaration=declaration, initial=HolderForm.initial_of(declaration))
        return Page(key=key, title="Vous", role=ROLE_LABELS[HOLDER], is_new=False, form=form)
    if key == CO_REPRESENTATIVE:
        second = declaration.co_representative
        form = CoRepresentativeForm(**known, initial=CoRepresentativeForm.initial_of(second or DeclaredAdult()))
        return _page(key, second.full_name if second else "", ROLE_LABELS[key], second is None, form)
    child = DeclaredChild(key=new_key("e")) if key == NEW_CHILD else declaration.child(key)
    if child is not None:
        form = ChildForm(**known, declaration=declaration, initial=ChildForm.initial_of(child))
        return _page(child.key, child.full_name, "Enfant", key == NEW_CHILD, form)
    contact = DeclaredContact(key=new_key("c")) if key == NEW_CONTACT else declaration.contact(key)
    if contact is not None:
        form = ContactForm(**known, initial=ContactForm.initial_of(contact))
        return _page(contact.key, contact.full_name, "Contact", key == NEW_CONTACT, form)
    return None


def _page(key: str, name: str, role: str, is_new: bool, form: PersonForm) -> Page:
    added = {"Enfant": "Ajouter un enfant", "Contact": "Ajouter un contact"}.get(role, "Ajouter un co-représentant")
    return Page(key=key, title=added if is_new else name or role, role=role, is_new=is_new, form=form)


def new_key(letter: str) -> str:
    return f"{letter}{secrets.token_hex(4)}"


def with_page(declaration: FamilyDeclaration, page: Page) -> FamilyDeclaration:
    """Put what was typed on a page in the declaration; the page's form has been cleaned."""
    form = page.form
    if isinstance(form, HolderForm):
        return replace(declaration, holder=form.adult(form.address()), benefit=form.benefit())
    if isinstance(form, CoRepresentativeForm):
        return replace(declaration, co_representative=form.declared())
    if isinstance(form, ChildForm):
        return declaration.with_child(form.declared(page.key))
    if isinstance(form, ContactForm):
        return declaration.with_contact(form.declared(page.key))
    raise TypeError(f"no person is declared by {type(form).__name__}")
