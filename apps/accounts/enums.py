from django.db.models import TextChoices


class AccountStatus(TextChoices):
    PENDING_EMAIL = "pending_email", "En attente d’activation par courriel"
    PENDING_APPROVAL = "pending_approval", "En attente de validation par la mairie"
    ACTIVE = "active", "Actif"
    REFUSED = "refused", "Refusé"
    DISABLED = "disabled", "Désactivé"


class AccountKind(TextChoices):
    CITIZEN = "citizen", "Usager"
    AGENT = "agent", "Agent"


class Civility(TextChoices):
    MR = "mr", "Monsieur"
    MRS = "mrs", "Madame"

    @property
    def short(self) -> str:
        return {"mr": "M.", "mrs": "Mme"}[self.value]


class PreferredContact(TextChoices):
    EMAIL = "email", "Courriel"
    MOBILE = "mobile", "Téléphone mobile"
    PHONE = "phone", "Téléphone fixe"
    POST = "post", "Courrier postal"


class TokenPurpose(TextChoices):
    ACTIVATION = "activation", "Activation du compte"
    INVITATION = "invitation", "Compte créé par la commune"
    PASSWORD_RESET = "password_reset", "Mot de passe oublié"
    EMAIL_CHANGE = "email_change", "Nouvelle adresse électronique"


class Origin(TextChoices):
    """How the account came to exist."""

    SIGN_UP = "sign_up", "Créé par la personne"
    IMPORT = "import", "Créé par la commune"
    OPERATOR = "operator", "Créé par l’exploitant"


class SignInMethod(TextChoices):
    """How somebody proved who they are, for one session."""

    PASSWORD = "password", "Identifiant et mot de passe"
    FRANCECONNECT = "franceconnect", "FranceConnect"


class ThrottleScope(TextChoices):
    SIGN_IN_ACCOUNT = "sign_in_account", "Connexions manquées à un compte"
    SIGN_IN_ADDRESS = "sign_in_address", "Connexions manquées depuis une adresse"
    SIGN_UP_ADDRESS = "sign_up_address", "Comptes créés depuis une adresse"
    DRAFT_ADDRESS = "draft_address", "Créations de compte commencées depuis une adresse"
    LINK_ACCOUNT = "link_account", "Liens envoyés à un compte"
    LINK_ADDRESS = "link_address", "Liens demandés depuis une adresse"
    SEARCH_ADDRESS = "search_address", "Adresses cherchées depuis une adresse"
    VISITOR_ADDRESS = "visitor_address", "Messages écrits sans compte depuis une adresse"
    FACTOR_ACCOUNT = "factor_account", "Codes de connexion manqués pour un compte"
    FACTOR_ADDRESS = "factor_address", "Codes de connexion manqués depuis une adresse"


class Role(TextChoices):
    ADMINISTRATOR = "administrator", "Administrateur de la commune"
    FAMILY_AGENT = "family_agent", "Agent du service famille"
    HEALTH_OFFICER = "health_officer", "Référent santé"
    READER = "reader", "Lecteur"
