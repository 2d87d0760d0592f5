from django.db.models import TextChoices


class Sex(TextChoices):
    FEMALE = "female", "Féminin"
    MALE = "male", "Masculin"


class HouseholdStatus(TextChoices):
    ACTIVE = "active", "Validée"
    CLOSED = "closed", "Fermée"


class HouseholdOrigin(TextChoices):
    DECLARED = "declared", "Déclarée en ligne"
    KNOWN = "known", "Déjà connue de la mairie"


class MemberRole(TextChoices):
    HOLDER = "holder", "Titulaire du compte"
    CO_REPRESENTATIVE = "co_representative", "Co-représentant"
    CHILD = "child", "Enfant"


class Quality(TextChoices):
    MOTHER = "mother", "Mère"
    FATHER = "father", "Père"
    GUARDIAN = "guardian", "Tuteur ou tutrice"
    STEP_PARENT = "step_parent", "Beau-parent"
    GRANDPARENT = "grandparent", "Grand-parent"
    FOSTER_PARENT = "foster_parent", "Assistant familial ou assistante familiale"
    OTHER = "other", "Autre"


class ContactLink(TextChoices):
    GRANDMOTHER = "grandmother", "Grand-mère"
    GRANDFATHER = "grandfather", "Grand-père"
    AUNT = "aunt", "Tante"
    UNCLE = "uncle", "Oncle"
    SISTER = "sister", "Sœur"
    BROTHER = "brother", "Frère"
    STEP_PARENT = "step_parent", "Beau-parent"
    CHILDMINDER = "childminder", "Assistante maternelle ou garde d’enfant"
    NEIGHBOUR = "neighbour", "Voisin ou voisine"
    FRIEND = "friend", "Ami ou amie de la famille"
    OTHER = "other", "Autre"


class BenefitScheme(TextChoices):
    GENERAL = "general", "Régime général"
    AGRICULTURAL = "agricultural", "Régime agricole"
    OTHER = "other", "Autre régime"


class QuotientBody(TextChoices):
    """Who worked a quotient out, in the words of API Particulier."""

    CNAF = "CNAF", "Caf"
    MSA = "MSA", "MSA"


class QuotientOrigin(TextChoices):
    """How a quotient came to the commune."""

    IDENTITY = "identity", "API Particulier, à la demande de la famille"
    FRANCECONNECT = "franceconnect", "API Particulier, avec FranceConnect"
    ATTESTATION = "attestation", "Attestation remise au service"


class BenefitBody(TextChoices):
    CAF = "caf", "CAF"
    MSA = "msa", "MSA"
    OTHER = "other", "Autre organisme"


class TieProof(TextChoices):
    """What shows, beside the key that was typed, that an account is the adult's own."""

    ACCEPTANCE = "acceptance", "Déclaration de ce compte, acceptée par un agent"
    FRANCECONNECT = "franceconnect", "Identité vérifiée par FranceConnect"
    EMAIL = "email", "Adresse électronique que la mairie connaissait"
    AGENT = "agent", "Lien confirmé par un agent"


class MatchStatus(TextChoices):
    PENDING = "pending", "Rapprochement à confirmer"
    CONFIRMED = "confirmed", "Rapprochement confirmé"
    REJECTED = "rejected", "Rapprochement écarté"


class RestrictionKind(TextChoices):
    """What a judgment may forbid one adult about one child."""

    NO_COLLECTION = "no_collection", "Ne doit pas venir chercher l’enfant"
    NO_INFORMATION = "no_information", "Ne doit recevoir aucune information sur l’enfant"
    NO_CONTACT = "no_contact", "Ne doit pas rencontrer l’enfant"


class PayerKind(TextChoices):
    """Who pays without being a representative."""

    ASE = "ase", "Aide sociale à l’enfance (ASE)"
    CCAS = "ccas", "CCAS"
    EMPLOYER = "employer", "Employeur"
    WORKS_COUNCIL = "works_council", "Comité social et économique (CSE)"
    OTHER = "other", "Autre organisme"
    PERSON = "person", "Personne"
