"""Where a document stands, in words."""

from dataclasses import dataclass

from django.utils.formats import date_format

from apps.documents.enums import DocumentState
from apps.documents.queries import VaultItem
from core.validity import Standing


@dataclass(frozen=True, slots=True)
class Words:
    """A few words for the list, their tone, and the sentence for the page of the document."""

    short: str
    tone: str
    sentence: str = ""


def words_for(item: VaultItem) -> Words:
    """Say first what keeps the document from being read, then until when it is accepted."""
    match item.document.state:
        case DocumentState.INFECTED:
            return Words(
                "Écarté par l’antivirus",
                "danger",
                "Personne ne peut l’ouvrir. Supprimez-le et déposez le document autrement, une photo par exemple.",
            )
        case DocumentState.PENDING if item.scan_is_late:
            return Words(
                "Contrôle antivirus retardé",
                "warning",
                "L’antivirus ne répond pas pour le moment. Votre document est à l’abri et passera le contrôle dès "
                "qu’il répondra : vous n’avez rien à faire, et vous pouvez déjà le joindre à une demande.",
            )
        case DocumentState.PENDING:
            return Words("Contrôle antivirus en cours", "neutral", "Il sera lisible dans quelques instants.")
    return _validity(item)


def _validity(item: VaultItem) -> Words:
    day = date_format(item.last_day, "j F Y") if item.last_day else ""
    match item.standing:
        case Standing.EXPIRED:
            sentence = "Aucune démarche ne l’accepte plus : déposez-en un récent."
            return Words(f"Expiré : accepté jusqu’au {day}", "danger", sentence)
        case Standing.EXPIRES_SOON:
            return Words(f"Expire bientôt : accepté jusqu’au {day}", "warning", "Pensez à en déposer un plus récent.")
        case Standing.VALID:
            return Words(f"Accepté jusqu’au {day}", "success")
        case Standing.UNDATED:
            return Words("Date à préciser", "warning", "Indiquez la date inscrite dessus pour pouvoir vous en servir.")
    return Words("Sans date limite", "neutral")
