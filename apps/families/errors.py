from core.errors import DomainError


class CertificationNotAsked(DomainError):
    message = "Votre mairie ne demande pas de confirmer vos informations."


class StatementChanged(DomainError):
    message = "Vos informations ont changé pendant que vous les lisiez. Relisez-les, puis confirmez."


class PaidMoreThanOnce(DomainError):
    message = "À partir du {day}, d’autres payeurs prennent déjà {paid} % : il reste {left} % au plus."


class PayerShareEndsTooEarly(DomainError):
    message = "Cette part se termine après son premier jour."


class PayerShareOver(DomainError):
    message = "Cette part n’est plus en cours ce jour-là : il n’y a rien à y changer."


class AlreadyInFamily(DomainError):
    message = "Votre compte est déjà rattaché à cette famille."


class AlreadyHolder(DomainError):
    message = "Votre famille est déjà enregistrée : vous la retrouvez dans « Ma famille »."


class NoFamilyYet(DomainError):
    message = "Ce compte n’a pas encore de famille à compléter."


class CoRepresentativeKnown(DomainError):
    message = "La famille a déjà un co-représentant : {name}."


class ChildInAnotherFamily(DomainError):
    message = (
        "{name} fait déjà partie d’une famille, et la commune n’en tient qu’une par enfant : "
        "faites entrer l’autre parent dans celle-là."
    )


class ChildAlreadyThere(DomainError):
    message = "{name} fait déjà partie de la famille."


class AdultHasAccount(DomainError):
    message = "{name} a déjà un compte rattaché à cette famille : aucune clé n’est nécessaire."


class NotAnAdultOfHousehold(DomainError):
    message = "Une clé se remet à un adulte de la famille : {name} n’en est pas un."


class KeyUnknown(DomainError):
    message = "Cette clé n’ouvre aucune famille. Vérifiez-la sur le courrier de la mairie, ou appelez le service."


class KeyAlreadyUsed(DomainError):
    message = "Cette clé est déjà utilisée. Si ce n’est pas par vous, appelez le service."


class KeyExpired(DomainError):
    message = "Cette clé n’est plus valable depuis le {expired_on}. Demandez-en une nouvelle au service."


class KeyRevoked(DomainError):
    message = "Cette clé a été annulée par la mairie. Demandez-en une nouvelle au service."


class TooManyKeyAttempts(DomainError):
    message = "Trop d’essais : pour protéger les familles, la saisie est bloquée jusqu’au {until}."


class AccountCannotJoin(DomainError):
    message = "Votre compte n’est pas encore validé par la mairie : vous pourrez saisir votre clé ensuite."


class TieUnproven(DomainError):
    message = (
        "Nous n’avons pas pu vérifier que c’est bien vous : votre adresse électronique ou votre identité n’est pas "
        "celle que la mairie connaissait avant l’envoi de la clé. Demandez à la mairie de confirmer."
    )


class TieGone(DomainError):
    message = "Ce lien est déjà confirmé, ou il n’existe plus."


class MatchAlreadyDecided(DomainError):
    message = "Ce rapprochement a déjà été traité : {outcome}."


class KeyClosed(DomainError):
    message = "Cette clé ne peut pas être utilisée en ligne. Adressez-vous au service."


class NotItsHouseholds(DomainError):
    message = "La garde se partage entre deux familles différentes de {name}."


class CustodyEndsTooEarly(DomainError):
    message = "La garde se termine après son premier jour."


class CustodyOverlaps(DomainError):
    message = "Une autre garde est déjà enregistrée à partir du {start} : donnez une date de fin qui la précède."


class ExceptionOverlaps(DomainError):
    message = "Un autre échange est déjà noté pour l’un de ces jours."


class NotAnAdultOfTheChild(DomainError):
    message = "{name} n’est ni un parent ni un représentant de cet enfant."


class RestrictionEndsTooEarly(DomainError):
    message = "La restriction se termine après son premier jour."


class RestrictionKnown(DomainError):
    message = "Cette restriction est déjà enregistrée et court encore."


class AnswersForTheChild(DomainError):
    message = (
        "{name} est un parent ou un représentant de cet enfant : seule une décision de justice peut l’écarter. "
        "Enregistrez-la comme une restriction."
    )


class BarredEndsTooEarly(DomainError):
    message = "Elle ne peut pas prendre fin avant le jour où elle commence."


class BarredKnown(DomainError):
    message = "{name} est déjà sur cette liste."


class BarredEnded(DomainError):
    message = "Un agent y a déjà mis fin."


class ProposalIncomplete(DomainError):
    """`field` is the question that was left unanswered."""

    message = "{what}."


class FamilyChanged(DomainError):
    message = (
        "Cette fiche a changé pendant que vous la lisiez. Ce que vous avez écrit est conservé : "
        "comparez avec ce qui est connu maintenant avant d’enregistrer."
    )


class EmailOfAccount(DomainError):
    message = "L’adresse électronique de {name} est celle de son compte : cette personne la change depuis son profil."


class NotInThisHousehold(DomainError):
    message = "{name} ne fait plus partie de cette famille."


class LeavesLater(DomainError):
    message = "Le départ se note le jour venu : choisissez une date qui n’est pas dans le futur."


class OnlyAdult(DomainError):
    message = "{name} est le seul adulte de cette famille : ajoutez d’abord l’adulte qui reste."


class HoldsAnotherHousehold(DomainError):
    message = "{name} est déjà titulaire d’une autre famille et ne peut pas devenir titulaire de celle-ci."


class DaysAreShared(DomainError):
    message = "La garde de {name} se partage avec cette famille : notez d’abord la fin de cette garde."


class TieLater(DomainError):
    message = "Un lien se corrige à partir d’un jour passé ou d’aujourd’hui."


class TieUnchanged(DomainError):
    message = "Rien n’a changé : la qualité et l’autorité parentale sont déjà celles-là."


class MustNotCollect(DomainError):
    message = "Un juge interdit à {name} de venir chercher {child} : cette personne ne peut pas y être autorisée."


class NoAuthority(DomainError):
    message = (
        "Vous n’exercez pas l’autorité parentale sur {child} : demandez à un parent qui l’exerce de faire cette "
        "démarche, ou à la mairie d’ajouter que vous l’exercez."
    )


class QuotientRefusal(DomainError):
    """Why a quotient did not come; each says what the parent does instead."""


class QuotientUnknown(QuotientRefusal):
    message = (
        "Ni la Caf ni la MSA ne retrouvent de dossier à votre nom. Si l’autre adulte du foyer est l’allocataire, "
        "il peut le demander depuis son espace ; sinon, envoyez votre attestation au service."
    )


class QuotientIdentityRefused(QuotientRefusal):
    message = (
        "Votre état civil n’a pas été accepté tel qu’il est écrit. Vérifiez votre nom de naissance, vos prénoms et "
        "votre lieu de naissance, ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientNotAllowed(QuotientRefusal):
    message = (
        "L’accès de la mairie à la Caf et à la MSA est à vérifier : vous n’y êtes pour rien. "
        "Envoyez votre attestation Caf ou MSA au service."
    )


class QuotientServiceBusy(QuotientRefusal):
    message = (
        "Trop de demandes arrivent en même temps. Réessayez dans une minute, "
        "ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientServiceAway(QuotientRefusal):
    message = (
        "La Caf et la MSA ne répondent pas pour le moment. Réessayez plus tard, "
        "ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientPassExpired(QuotientRefusal):
    message = (
        "Votre passage par FranceConnect n’était plus valable au moment de la question. Recommencez, "
        "ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientOfSomebodyElse(QuotientRefusal):
    message = (
        "L’identité choisie chez FranceConnect n’est pas celle de votre espace : rien n’a été demandé. "
        "Recommencez avec la vôtre, ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientAskedTooOften(QuotientRefusal):
    message = (
        "Vous l’avez déjà demandé plusieurs fois. Réessayez dans une heure, "
        "ou envoyez votre attestation Caf ou MSA au service."
    )


class QuotientGone(DomainError):
    message = "Il n’y a plus rien à confirmer : un résultat attend trente minutes. Refaites la demande."


class QuotientLater(DomainError):
    message = "Le mois de l’attestation est dans le futur : recopiez celui qui y est écrit."
