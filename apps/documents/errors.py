from core.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be deposited; each reason is a subclass with its own sentence."""

    message = "« {name} » ne peut pas être déposé."


class FileEmpty(FileRefused):
    message = "« {name} » est vide : vérifiez le fichier, puis choisissez-le de nouveau."


class FileTooLarge(FileRefused):
    message = "« {name} » pèse {size} Mo : la taille maximale est de {limit} Mo."


class FileIsSomethingElse(FileRefused):
    message = (
        "« {name} » n’est pas un {expected}, malgré son nom : ouvrez-le pour le vérifier, puis "
        "enregistrez-le de nouveau dans ce format."
    )


class FileTypeNotAccepted(FileRefused):
    message = "« {name} » n’a pas un format accepté. Formats acceptés : {accepted}."


class ImageTooLarge(FileRefused):
    message = "L’image « {name} » compte trop de points ({megapixels} millions, {limit} au plus) : réduisez-la."


class ImageDamaged(FileRefused):
    message = "L’image « {name} » est abîmée et ne s’ouvre pas : photographiez ou numérisez de nouveau le document."


class DocumentUnreadable(DomainError):
    message = "Ce document n’est pas disponible : le contrôle antivirus l’a écarté."


class DocumentBeingScanned(DomainError):
    message = "Ce document passe le contrôle antivirus : il sera lisible dans quelques instants."


class ForeignObject(LookupError):
    """A stored object was asked for by a key that is not one of the current commune's."""
