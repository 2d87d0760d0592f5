from core.errors import DomainError


class TextPartMissing(DomainError):
    """An e-mail without a text part leaves out those who read text only, and looks like junk to mail servers."""

    message = "Le courriel « {template} » n’a pas de version texte."


class MessageNotFailed(DomainError):
    message = "Ce message n’est pas en échec : il n’y a rien à renvoyer."


class RecipientMissing(DomainError):
    message = "Le courriel « {template} » n’a pas de destinataire."


class DeliveryPostponed(Exception):
    """The mail server did not take the message this time; the job runs again later."""


class TopicNotRefusable(DomainError):
    message = "« {title} » ne peut pas être refusé : la mairie doit vous l’adresser."
