"""Who may do what. The one list of permissions of the whole product, and what each role is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from communes_config.schema import SecondFactorPolicy
from tenants import context

from .enums import AccountStatus, Role
from .models import AgentRole, User


class Permission(StrEnum):
    SEE_ACCOUNTS = "see_accounts"
    APPROVE_ACCOUNTS = "approve_accounts"
    CREATE_ACCOUNTS = "create_accounts"
    DISABLE_ACCOUNTS = "disable_accounts"
    MANAGE_AGENTS = "manage_agents"
    SEE_FAMILIES = "see_families"
    EDIT_FAMILIES = "edit_families"
    MATCH_FAMILIES = "match_families"
    SEE_JUDGMENTS = "see_judgments"
    SEE_QUOTIENTS = "see_quotients"
    MANAGE_SERVICE_KEYS = "manage_service_keys"
    SEE_ACTIVITIES = "see_activities"
    EDIT_SCHOOLING = "edit_schooling"
    SEE_ENROLMENTS = "see_enrolments"
    EDIT_ENROLMENTS = "edit_enrolments"
    SEE_CASES = "see_cases"
    DECIDE_CASES = "decide_cases"
    WRITE_TO_CITIZENS = "write_to_citizens"
    WRITE_TO_GROUPS = "write_to_groups"
    SEE_DOCUMENTS = "see_documents"
    EDIT_CANNED_ANSWERS = "edit_canned_answers"
    SEE_HEALTH = "see_health"
    EDIT_HEALTH = "edit_health"
    EDIT_CONTENT = "edit_content"
    SEE_CONFIGURATION = "see_configuration"
    SEE_AUDIT = "see_audit"

    @property
    def description(self) -> str:
        """What the permission lets an agent do, in the words of the settings page."""
        return _DESCRIPTIONS[self]


_DESCRIPTIONS: Final[Mapping[Permission, str]] = {
    Permission.SEE_ACCOUNTS: "Consulter les comptes des usagers et leur état.",
    Permission.APPROVE_ACCOUNTS: "Valider ou refuser les comptes qui attendent la mairie.",
    Permission.CREATE_ACCOUNTS: "Créer un compte pour un usager et lui envoyer son invitation ou son courrier.",
    Permission.DISABLE_ACCOUNTS: "Désactiver le compte d’un usager, ou le rétablir.",
    Permission.MANAGE_AGENTS: "Créer les comptes des agents et choisir leurs rôles.",
    Permission.SEE_FAMILIES: "Consulter les familles, leurs membres et leurs contacts.",
    Permission.EDIT_FAMILIES: "Modifier une famille, ses membres et ses contacts.",
    Permission.MATCH_FAMILIES: "Confirmer ou écarter le rapprochement d’un enfant déclaré dans deux familles.",
    Permission.SEE_JUDGMENTS: "Lire un jugement, ou pourquoi un tiers ne doit pas venir ; chaque lecture est notée.",
    Permission.SEE_QUOTIENTS: "Lire le quotient familial d’une famille ; chaque lecture est notée.",
    Permission.MANAGE_SERVICE_KEYS: "Éditer, renvoyer ou révoquer une clé de service.",
    Permission.SEE_ACTIVITIES: "Consulter le catalogue des activités, les écoles et leurs élèves.",
    Permission.EDIT_SCHOOLING: "Corriger l’école d’un enfant et faire passer les élèves dans la classe supérieure.",
    Permission.SEE_ENROLMENTS: "Consulter les inscriptions aux activités du service et les places qui restent.",
    Permission.EDIT_ENROLMENTS: "Inscrire un enfant au guichet, gérer la liste d’attente, arrêter une inscription.",
    Permission.SEE_CASES: "Consulter les demandes du service et leurs pièces.",
    Permission.DECIDE_CASES: "Instruire une demande : prendre en charge, demander un complément, accepter, refuser.",
    Permission.WRITE_TO_CITIZENS: "Écrire à un usager au sujet de sa demande.",
    Permission.WRITE_TO_GROUPS: "Écrire à toutes les familles d’une activité, d’un groupe ou d’une classe.",
    Permission.SEE_DOCUMENTS: "Ouvrir les pièces justificatives jointes aux demandes.",
    Permission.EDIT_CANNED_ANSWERS: "Écrire et modifier les réponses types du service.",
    Permission.SEE_HEALTH: "Ouvrir le dossier santé d’un enfant ; chaque lecture est inscrite et la famille la voit.",
    Permission.EDIT_HEALTH: "Instruire les dossiers santé, les projets d’accueil individualisé et les vaccins.",
    Permission.EDIT_CONTENT: "Publier les actualités et les pages du portail.",
    Permission.SEE_CONFIGURATION: "Consulter la configuration de la commune.",
    Permission.SEE_AUDIT: "Consulter le journal des actions.",
}

# Nobody holds these by being important: who needs them is given the role that says so.
_HEALTH: Final = frozenset({Permission.SEE_HEALTH, Permission.EDIT_HEALTH})
_READING: Final = frozenset(
    {
        Permission.SEE_ACCOUNTS,
        Permission.SEE_FAMILIES,
        Permission.SEE_ACTIVITIES,
        Permission.SEE_ENROLMENTS,
        Permission.SEE_CASES,
    }
)
_FAMILY_WORK: Final = _READING | {
    Permission.APPROVE_ACCOUNTS,
    Permission.CREATE_ACCOUNTS,
    Permission.EDIT_FAMILIES,
    Permission.MATCH_FAMILIES,
    Permission.SEE_JUDGMENTS,
    Permission.SEE_QUOTIENTS,
    Permission.MANAGE_SERVICE_KEYS,
    Permission.EDIT_SCHOOLING,
    Permission.EDIT_ENROLMENTS,
    Permission.DECIDE_CASES,
    Permission.WRITE_TO_CITIZENS,
    Permission.WRITE_TO_GROUPS,
    Permission.SEE_DOCUMENTS,
    Permission.EDIT_CANNED_ANSWERS,
}

ROLE_PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Permission) - _HEALTH,
        Role.FAMILY_AGENT: _FAMILY_WORK,
        Role.HEALTH_OFFICER: _HEALTH
        | {
            Permission.SEE_FAMILIES,
            Permission.SEE_CASES,
            Permission.DECIDE_CASES,
            Permission.WRITE_TO_CITIZENS,
            Permission.SEE_DOCUMENTS,
        },
        Role.READER: _READING,
    }
)
ROLE_DESCRIPTIONS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: "Gère tout le portail, agents et contenu compris ; ne lit pas la santé des enfants.",
        Role.FAMILY_AGENT: "Valide les comptes, instruit les demandes des familles et tient leurs fiches à jour.",
        Role.HEALTH_OFFICER: "Lit et instruit les dossiers santé, les PAI et les vaccins ; lui seul y accède.",
        Role.READER: "Consulte les comptes, les familles et les demandes, sans rien modifier ni ouvrir de pièce.",
    }
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an agent holds a permission: every service, or the slugs of some."""

    everywhere: bool
    services: frozenset[str]

    def covers(self, service_slug: str) -> bool:
        return self.everywhere or service_slug in self.services

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.services)


def scope_of(user: User, permission: Permission) -> Scope:
    """Return where this person holds a permission; an empty scope for a citizen or a disabled agent."""
    if not user.is_agent or user.status != AccountStatus.ACTIVE:
        return Scope(everywhere=False, services=frozenset())
    held = [granted.service_slug for granted in _roles(user) if permission in ROLE_PERMISSIONS[Role(granted.role)]]
    return Scope(everywhere="" in held, services=frozenset(held) - {""})


def may(user: User, permission: Permission, service_slug: str | None = None) -> bool:
    """Tell whether this person holds a permission, somewhere or in one service."""
    scope = scope_of(user, permission)
    return bool(scope) if service_slug is None else scope.covers(service_slug)


def needs_second_factor(user: User) -> bool:
    """Tell whether the current commune lets this person in only with the code of a telephone."""
    return user.is_agent and context.config().agents.second_factor is SecondFactorPolicy.REQUIRED


def may_file_cases(user: User) -> bool:
    """An account that waits for the town hall may look around and edit its profile, not start anything."""
    return not user.is_agent and user.status == AccountStatus.ACTIVE


def _roles(user: User) -> list[AgentRole]:
    """Read the roles once per user object: a page asks many times."""
    if user.held_roles is None:
        user.held_roles = list(user.roles.all())
    return user.held_roles
