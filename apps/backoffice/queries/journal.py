"""The log of the commune in sentences."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.audit.models import Event, EventQuerySet
from apps.casework.enums import EventKind
from apps.casework.models import Case

ACTIONS: Mapping[str, str] = {
    "accounts.signed_up": "Création du compte par la personne",
    "accounts.sign_up_with_known_email": "Nouvelle création tentée avec la même adresse",
    "accounts.activated": "Compte activé",
    "accounts.activation_link_renewed": "Nouveau lien d’activation demandé",
    "accounts.activation_link_resent": "Lien d’activation renvoyé par un agent",
    "accounts.approved": "Compte validé",
    "accounts.approval_reminded": "Rappel envoyé au service avant l’échéance",
    "accounts.refused": "Compte refusé",
    "accounts.disabled": "Compte désactivé",
    "accounts.enabled": "Compte rétabli",
    "accounts.created_by_commune": "Compte créé par la commune",
    "accounts.temporary_password_given": "Mot de passe provisoire donné",
    "accounts.agent_created": "Compte d’agent créé",
    "accounts.agent_reset": "Mot de passe d’agent remplacé",
    "accounts.roles_changed": "Rôles modifiés",
    "accounts.signed_in": "Connexion",
    "accounts.locked": "Connexion bloquée après trop d’échecs",
    "accounts.password_changed": "Mot de passe changé",
    "accounts.password_reset_offered": "Lien de nouveau mot de passe envoyé par un agent",
    "accounts.password_reset_requested": "Nouveau mot de passe demandé",
    "accounts.username_changed": "Identifiant changé",
    "accounts.email_change_requested": "Nouvelle adresse demandée",
    "accounts.email_changed": "Adresse électronique changée",
    "accounts.session_closed": "Appareil déconnecté",
    "accounts.sessions_closed": "Tous les appareils déconnectés",
    "accounts.cgu_accepted": "Conditions d’utilisation acceptées",
    "accounts.key_refused_at_activation": "Clé donnée à l’inscription refusée",
    "accounts.profile_changed": "Profil modifié",
    "accounts.dropped_unopened": "Compte jamais activé, supprimé",
    "accounts.franceconnect_linked": "Compte relié à FranceConnect",
    "accounts.franceconnect_unlinked": "Lien avec FranceConnect retiré",
    "accounts.second_factor_added": "Second facteur ajouté",
    "accounts.second_factor_replaced": "Second facteur : autre téléphone",
    "accounts.second_factor_removed": "Second facteur retiré par la personne",
    "accounts.second_factor_reset": "Second facteur perdu, retiré par la mairie ou l’exploitant",
    "accounts.second_factor_locked": "Second facteur : suspension après trop de codes manqués",
    "accounts.recovery_codes_renewed": "Codes de secours renouvelés",
    "accounts.recovery_code_used": "Connexion par un code de secours",
    "accounts.browser_trusted": "Appareil dispensé du code pendant 30 jours",
    "accounts.photo_changed": "Photo changée",
    "accounts.photo_removed": "Photo retirée",
    "activities.catalogue_published": "Catalogue des activités publié",
    "activities.schooling_recorded": "École de l’enfant enregistrée",
    "activities.promotion_applied": "Passage de classe appliqué",
    "activities.promotion_undone": "Passage de classe annulé",
    "casework.piece_read": "Pièce sensible ouverte par un agent",
    "casework.draft_opened": "Brouillon commencé",
    "casework.draft_abandoned": "Brouillon abandonné",
    "casework.document_attached": "Pièce jointe au brouillon",
    "casework.document_detached": "Pièce retirée du brouillon",
    "casework.canned_answer_written": "Réponse type écrite",
    "casework.canned_answer_removed": "Réponse type supprimée",
    "casework.piece_accepted": "Pièce validée",
    "casework.piece_refused": "Pièce refusée",
    "casework.piece_waiting": "Pièce remise à vérifier",
    "casework.changes_chosen": "Changements retenus parmi ceux demandés",
    "casework.exchanges_read": "Message de la famille lu",
    "casework.answer_reminded": "Complément rappelé à la famille",
    "casework.silence_alerted": "Service alerté d’une décision implicite proche",
    "casework.draft_erasure_told": "Effacement du brouillon annoncé",
    "casework.draft_erased": "Brouillon oublié effacé",
    "casework.tracking_renewed": "Lien de suivi renouvelé",
    "casework.tracking_revoked": "Lien de suivi supprimé",
    "casework.contents_erased": "Contenu d’une demande de santé effacé, sa durée étant passée",
    "casework.note_written": "Note interne ajoutée",
    **{f"casework.{kind.value}": str(kind.label) for kind in EventKind},
    "content.cgu_published": "Conditions d’utilisation publiées",
    "content.page_published": "Page publiée",
    "content.page_withdrawn": "Page retirée",
    "content.news_published": "Actualité publiée",
    "content.news_withdrawn": "Actualité retirée",
    "document.dated": "Date d’un document précisée",
    "document.deposited": "Document déposé",
    "document.erased": "Document effacé, octets compris",
    "document.found_clean": "Document sain, dit l’antivirus",
    "document.found_infected": "Document écarté par l’antivirus",
    "document.purged": "Document dont la durée de conservation est passée",
    "document.removed": "Document retiré par son propriétaire",
    "document.renamed": "Document renommé",
    "enrolments.requested": "Inscription demandée",
    "enrolments.judged": "Ligne d’une demande d’inscription étudiée",
    "enrolments.active": "Enfant inscrit",
    "enrolments.waiting": "Enfant mis sur liste d’attente",
    "enrolments.refused": "Inscription refusée",
    "enrolments.changed": "Inscription modifiée",
    "enrolments.ended": "Inscription arrêtée",
    "enrolments.cancelled": "Inscription annulée",
    "enrolments.permission_answered": "Autorisation donnée ou refusée par la famille",
    "enrolments.collector_dated": "Dernier jour d’une personne autorisée à venir chercher un enfant",
    "enrolments.collector_named": "Personne autorisée à venir chercher un enfant",
    "enrolments.collector_withdrawn": "Autorisation de venir chercher un enfant retirée",
    "enrolments.identity_checked": "Identité d’une personne autorisée vérifiée",
    "enrolments.absence_recorded": "Absence enregistrée",
    "families.address_changed": "Adresse de la famille changée",
    "families.benefit_changed": "Informations d’allocataire changées",
    "families.certified": "Informations de la famille confirmées par elle",
    "families.certification_reminded": "Confirmation des informations rappelée à la famille",
    "families.contact_details_changed": "Coordonnées d’une personne changées",
    "families.birth_reminded": "Rappel de déclarer une naissance attendue",
    "families.birth_declared": "Naissance déclarée",
    "families.contact_added": "Contact ajouté à une famille",
    "families.contact_changed": "Contact d’une famille corrigé",
    "families.contact_removed": "Contact retiré d’une famille",
    "families.portrait_set": "Photo d’une personne ajoutée ou remplacée",
    "families.portrait_removed": "Photo d’une personne retirée",
    "families.custody_changed": "Garde modifiée",
    "families.custody_ended": "Fin de la garde précédente",
    "families.custody_exception_agreed": "Échange de jours noté",
    "families.custody_exception_dropped": "Échange de jours annulé",
    "families.custody_recorded": "Garde enregistrée",
    "families.custody_removed": "Garde supprimée",
    "families.demonstration_written": "Familles de démonstration écrites",
    "families.household_created": "Famille enregistrée",
    "families.key_guessed": "Clé inconnue essayée",
    "families.key_issued": "Clé créée",
    "families.key_mailed": "Clé envoyée par courriel",
    "families.key_redeemed": "Clé utilisée",
    "families.key_revoked": "Clé révoquée",
    "families.match_confirmed": "Rapprochement confirmé",
    "families.match_found": "Rapprochement à confirmer",
    "families.payer_added": "Payeur ajouté à une famille",
    "families.payer_changed": "Part d’un payeur modifiée",
    "families.payer_ended": "Fin de la part d’un payeur",
    "families.person_changed": "Fiche d’une personne modifiée",
    "families.member_left": "Départ d’une personne de sa famille",
    "families.tie_corrected": "Lien entre un adulte et un enfant corrigé",
    "families.members_added": "Personnes ajoutées à une famille",
    "families.match_rejected": "Rapprochement écarté",
    "families.judgment_read": "Jugement consulté",
    "families.quotient_asked": "Quotient familial demandé à la Caf ou à la MSA",
    "families.quotient_forgotten": "Quotient familial effacé, sa durée passée",
    "families.quotient_kept": "Quotient familial confirmé par la famille",
    "families.quotient_read": "Quotient familial consulté",
    "families.quotient_recorded": "Quotient familial écrit d’après une attestation",
    "families.tie_proof_asked": "Confirmation du compte demandée à la mairie",
    "families.tie_proven": "Compte confirmé comme celui de la personne",
    "families.barred_ended": "N’est plus parmi ceux qui ne doivent pas venir chercher l’enfant",
    "families.barred_read": "Raison pour laquelle une personne ne doit pas venir chercher l’enfant, consultée",
    "families.barred_recorded": "Personne qui ne doit pas venir chercher l’enfant, enregistrée",
    "families.restriction_ended": "Fin d’une restriction décidée par un juge",
    "families.restriction_recorded": "Restriction décidée par un juge, enregistrée",
    "families.restriction_removed": "Restriction enregistrée par erreur, supprimée",
    "health.opened": "Santé d’un enfant consultée",
    "health.record_updated": "Dossier santé mis à jour",
    "health.records_joined": "Dossiers santé réunis",
    "health.confirmed": "Santé d’un enfant confirmée par la famille pour l’année à venir",
    "health.erased": "Santé d’un enfant effacée, sa durée étant passée",
    "health.leaving_told": "Effacement prochain de la santé d’un enfant annoncé à la famille",
    "health.plan_erased": "PAI remplacé ou clos, effacé avec son année scolaire",
    "health.readings_forgotten": "Lectures de dossiers santé effacées, leur durée étant passée",
    "health.plan_asked": "PAI demandé",
    "health.plan_in_progress": "PAI pris en charge",
    "health.plan_signed": "PAI signé",
    "health.plan_expired": "PAI arrivé à son terme",
    "health.plan_renewed": "PAI remplacé",
    "health.plan_refused": "PAI refusé",
    "health.plan_withdrawn": "PAI retiré",
    "health.plan_reminded": "Fin du PAI rappelée à la famille",
    "health.vaccines_stated": "Vaccins attestés par la famille",
    "health.vaccines_checked": "Vaccins vérifiés",
    "enrolments.families_written_to": "Message écrit à des familles",
    "message.preferences_chosen": "Préférences de notification choisies",
    "message.resent": "Message renvoyé",
    "message.bounced": "Message revenu sans être remis",
}
SUBJECTS: Mapping[str, str] = {
    "accounts.user": "Compte",
    "activities.promotion": "Passage de classe",
    "casework.case": "Demande",
    "casework.cannedanswer": "Réponse type",
    "enrolments.enrolment": "Inscription",
    "enrolments.permissionanswer": "Autorisation parentale",
    "enrolments.authorisedperson": "Personne autorisée",
    "families.household": "Famille",
    "families.person": "Personne",
    "families.servicekey": "Clé",
    "families.matchcandidate": "Rapprochement",
    "health.individualplan": "PAI",
    "content.newsitem": "Actualité",
    "content.publishedcgu": "Conditions d’utilisation",
    "content.publishedpage": "Page",
    "documents.document": "Document",
    "messaging.message": "Courriel",
}
THE_SERVICE = "Le service lui-même"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    what: str
    who: str
    subject: str
    link: str
    reason: str


def events(filters: Mapping[str, Any], granted: Collection[Permission]) -> EventQuerySet:
    """Return the facts kept by the filters of the page, newest first."""
    rows = readable(Event.objects.newest_first(), granted)
    if actor := filters.get("auteur"):
        rows = rows.filter(actor_label__icontains=actor)
    if action := filters.get("action"):
        rows = rows.filter(action=action)
    if kind := filters.get("objet"):
        rows = rows.filter(subject_type=kind)
    if number := filters.get("numero"):
        rows = rows.filter(subject_id=number)
    return _between(rows, filters.get("du"), filters.get("au"))


def readable(rows: EventQuerySet, granted: Collection[Permission]) -> EventQuerySet:
    """Leave out what tells of a child's health; that somebody opened it is for whoever controls the agents."""
    if Permission.SEE_HEALTH in granted:
        return rows
    return rows.exclude(Q(action__startswith="health.") & ~Q(action="health.opened"))


def _between(rows: EventQuerySet, first: date | None, last: date | None) -> EventQuerySet:
    if first:
        rows = rows.filter(at__date__gte=first)
    return rows.filter(at__date__lte=last) if last else rows


def lines_of(events: Iterable[Event]) -> list[Line]:
    """Return the lines of the page, their subjects named and linked, in as many queries whatever their number."""
    listed = list(events)
    named = _accounts(_ids(listed, "accounts.user")) | _cases(_ids(listed, "casework.case"))
    return [
        Line(
            at=event.at,
            what=in_words(event.action),
            who=event.actor_label or THE_SERVICE,
            subject=subject,
            link=link,
            reason=event.reason,
        )
        for event in listed
        for subject, link in [named.get((event.subject_type, event.subject_id)) or _numbered(event)]
    ]


type _Named = dict[tuple[str, str], tuple[str, str]]


def _ids(events: Iterable[Event], kind: str) -> set[str]:
    return {event.subject_id for event in events if event.subject_type == kind}


def _accounts(ids: set[str]) -> _Named:
    users = User.objects.filter(pk__in=ids).order_by("pk")
    pages = {True: "backoffice:team-member", False: "backoffice:account"}
    return {
        ("accounts.user", str(user.pk)): (f"Compte de {user}", reverse(pages[user.is_agent], args=[user.pk]))
        for user in users
    }


def _cases(ids: set[str]) -> _Named:
    cases = Case.objects.filed().filter(pk__in=ids).order_by("pk").values_list("pk", "number")
    return {
        ("casework.case", str(pk)): (f"Demande {number}", reverse("backoffice:case", args=[number]))
        for pk, number in cases
    }


def _numbered(event: Event) -> tuple[str, str]:
    link = reverse("backoffice:family", args=[event.subject_id]) if event.subject_type == "families.household" else ""
    return f"{SUBJECTS.get(event.subject_type, event.subject_type)} {event.subject_id}".strip(), link


def in_words(action: str) -> str:
    """Return what was done in French; an action without its words yet is shown as it is stored."""
    return ACTIONS.get(action, action)


def known_actions(granted: Collection[Permission]) -> list[tuple[str, str]]:
    """Return the actions found in the log, in the order of their words."""
    found = readable(Event.objects.all(), granted).order_by("action").values_list("action", flat=True).distinct()
    return sorted(((action, in_words(action)) for action in found), key=lambda pair: pair[1].casefold())


def known_subjects() -> list[tuple[str, str]]:
    return sorted(SUBJECTS.items(), key=lambda pair: pair[1])
