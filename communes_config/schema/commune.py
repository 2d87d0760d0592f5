from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from communes_config import codec, export
from communes_config.rules import FILLED, NOT_EMPTY, SLUG
from communes_config.schema.accounts import AccountImport, Activation, AgentRules, Captcha, ServiceKey, Wizard
from communes_config.schema.catalogue import Activity, Authorisation, Tariff
from communes_config.schema.certification import Certification
from communes_config.schema.content import Cgu, FooterLink, HelpEntry, MenuEntry, NewsSeed, Page
from communes_config.schema.documents import OTHER_DOCUMENT, DocumentKind
from communes_config.schema.family import AttachmentKind, Billing, Enrolment, FamilyRules, Requests, Uploads
from communes_config.schema.health import Health
from communes_config.schema.identity import Identity, Service, Territory
from communes_config.schema.messages import Sms
from communes_config.schema.options import option
from communes_config.schema.places import Period, School, Site
from communes_config.schema.procedures import ProcedureDefinition
from communes_config.schema.quotient import Quotient
from core.passwords import PasswordPolicy


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneConfig:
    slug: str = option("Identifiant de la commune : le nom de son dossier", SLUG)
    name: str = option("Nom de la commune", FILLED)
    franceconnect: bool = option("Connexion et création de compte par FranceConnect")
    identity: Identity = option("Identité du portail")
    territory: Territory = option("Territoire et calendrier")
    wizard: Wizard = option("Création de compte")
    passwords: PasswordPolicy = option("Politique de mot de passe")
    captcha: Captcha = option("Contrôle de sécurité")
    activation: Activation = option("Activation des comptes")
    agents: AgentRules = option("Comptes des agents", default=AgentRules())
    account_import: AccountImport = option("Comptes créés par la commune")
    service_key: ServiceKey = option("Clé de service")
    family: FamilyRules = option("Déclaration de la famille")
    requests: Requests = option("Suivi des demandes", default=Requests())
    certification: Certification = option("Confirmation périodique des informations", default=Certification())
    enrolment: Enrolment = option("Inscriptions et réservations")
    billing: Billing = option("Factures et paiement")
    quotient: Quotient = option("Quotient familial", default=Quotient())
    sms: Sms = option("SMS", default=Sms())
    uploads: Uploads = option("Fichiers déposés")
    documents: Mapping[str, DocumentKind] = option("Genres de documents, dans documents.toml")
    public_menu: tuple[MenuEntry, ...] = option("Menu du visiteur", NOT_EMPTY)
    citizen_menu: tuple[MenuEntry, ...] = option("Menu de la personne connectée", NOT_EMPTY)
    footer: tuple[FooterLink, ...] = option("Pied de page", NOT_EMPTY)
    services: tuple[Service, ...] = option("Services joignables", NOT_EMPTY)
    help: tuple[HelpEntry, ...] = option("Questions fréquentes", default=())
    sites: tuple[Site, ...] = option("Lieux des activités, dans catalogue.toml", default=())
    schools: tuple[School, ...] = option("Écoles, dans catalogue.toml", default=())
    periods: tuple[Period, ...] = option("Années scolaires et vacances, dans catalogue.toml", default=())
    authorisations: tuple[Authorisation, ...] = option("Autorisations demandées, dans catalogue.toml", default=())
    enrolment_attachments: tuple[AttachmentKind, ...] = option("Pièces d'inscription, dans catalogue.toml", default=())
    activities: tuple[Activity, ...] = option("Activités, dans catalogue.toml", default=())
    tariffs: tuple[Tariff, ...] = option("Tarifs, dans tariffs.toml", default=())
    health: Health = option("Santé, dans health.toml")
    procedures: tuple[ProcedureDefinition, ...] = option("Démarches offertes, dans procedures/", default=())
    cgu: Cgu = option("Conditions générales d'utilisation, dans cgu.md")
    pages: Mapping[str, Page] = option("Pages, une par fichier de pages/")
    news: tuple[NewsSeed, ...] = option("Actualités, une par fichier de news/", default=())
    _digest: str = field(init=False, default="", compare=False, repr=False)  # every page asks for it: computed once

    @property
    def digest(self) -> str:
        """Fingerprint of the whole configuration, whatever the layout of its files."""
        if not self._digest:
            object.__setattr__(self, "_digest", codec.fingerprint(self.to_text()))
        return self._digest

    def service(self, slug: str) -> Service:
        """Return a service; the town hall itself answers for one that has left the files since a case was filed."""
        return next((service for service in self.services if service.slug == slug), self._town_hall(slug))

    def procedure(self, slug: str) -> ProcedureDefinition | None:
        return next((procedure for procedure in self.procedures if procedure.slug == slug), None)

    def document_kind(self, slug: str) -> DocumentKind:
        """Return a kind of document; one that has left the files since a deposit is a document like any other."""
        return self.documents.get(slug) or replace(self.documents[OTHER_DOCUMENT], slug=slug)

    def attachments_of(self, activity: Activity) -> tuple[AttachmentKind, ...]:
        """Return the documents an enrolment in this activity asks for, in the order of the activity."""
        kinds = {kind.slug: kind for kind in self.enrolment_attachments}
        return tuple(kinds[slug] for slug in activity.attachments)

    def authorisations_of(self, activity: Activity) -> tuple[Authorisation, ...]:
        """Return what the family allows or forbids in this activity, in the order of the activity."""
        asked = {authorisation.slug: authorisation for authorisation in self.authorisations}
        return tuple(asked[slug] for slug in activity.authorisations)

    def _town_hall(self, slug: str) -> Service:
        contact = self.identity.town_hall
        return Service(
            slug=slug,
            name=contact.name,
            phone=contact.phone,
            email=contact.email,
            address_lines=contact.address_lines,
            opening_hours=contact.opening_hours,
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; `from_json` gives the same configuration back."""
        return codec.dump_fields(self)

    def to_text(self) -> str:
        """Return what the database stores; `from_text` gives the same configuration back."""
        return codec.text(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild a stored configuration; a key that a newer schema added takes its default."""
        return codec.load(cls, data)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Rebuild a configuration from what `to_text` wrote, or an older version of it."""
        return cls.from_json(codec.parse(text))

    def to_files(self) -> dict[str, str]:
        """Return the folder that loads to this very configuration: path inside it, text."""
        return export.files(self)
