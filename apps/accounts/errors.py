"""Refusals, with the sentence that the person reads."""

from core.errors import DomainError


class UsernameTaken(DomainError):
    message = "L’identifiant « {username} » est déjà pris : choisissez-en un autre."


class EmailTaken(DomainError):
    message = "Cette adresse électronique est déjà celle d’un autre compte."


class PasswordTooWeak(DomainError):
    message = "Il manque à ce mot de passe : {missing}."


class PasswordGuessable(DomainError):
    message = (
        "Ce mot de passe serait trop vite deviné : évitez les mots de passe courants, votre nom, "
        "votre date de naissance ou celui de la commune."
    )


class PasswordUnchanged(DomainError):
    message = "Choisissez un mot de passe différent de l’actuel."


class WrongPassword(DomainError):
    message = "Le mot de passe actuel n’est pas le bon."


class BadCredentials(DomainError):
    message = "Identifiant ou mot de passe incorrect. Vérifiez votre saisie, majuscules comprises."


class AccountLocked(DomainError):
    message = (
        "Trop d’essais manqués : la connexion à ce compte est suspendue jusqu’à {until}. "
        "Vous pouvez aussi choisir un nouveau mot de passe avec « J’ai oublié mon mot de passe »."
    )


class TooManyRequests(DomainError):
    message = "Trop de demandes depuis votre connexion internet. Réessayez après {until}."


class AccountNotActivated(DomainError):
    message = "Votre compte n’est pas encore activé : suivez le lien reçu par courriel, ou demandez-en un nouveau."


class AccountRefused(DomainError):
    message = "La mairie n’a pas validé ce compte, pour la raison suivante : {reason}"


class AccountDisabled(DomainError):
    message = "Ce compte est désactivé. Contactez la mairie pour le rétablir."


class TemporaryPasswordExpired(DomainError):
    message = "Ce mot de passe provisoire a expiré. Demandez-en un nouveau à la mairie."


class LinkUnknown(DomainError):
    message = "Ce lien n’est pas valable. Vérifiez qu’il est complet, ou demandez-en un nouveau."


class LinkUsed(DomainError):
    message = "Ce lien a déjà servi."


class LinkExpired(DomainError):
    message = "Ce lien a expiré."


class CguOutdated(DomainError):
    message = "Les conditions ont changé pendant votre lecture : prenez connaissance de la nouvelle version."


class CguNotAccepted(DomainError):
    message = "Acceptez les conditions générales d’utilisation pour créer votre compte."


class NotAwaitingApproval(DomainError):
    message = "Ce compte n’attend plus de validation : il est « {status} »."


class NotAwaitingEmail(DomainError):
    message = "Ce compte n’attend pas d’être activé par courriel : il est « {status} »."


class ReasonMissing(DomainError):
    message = "Indiquez la raison du refus : la personne la lira."


class PhotoTooHeavy(DomainError):
    message = "Cette photo dépasse {max_mb} Mo : choisissez-en une plus légère."


class PhotoUnreadable(DomainError):
    message = "Ce fichier n’est pas une photo que l’on peut lire. Choisissez une image JPEG, PNG ou WebP."


class DraftLost(DomainError):
    message = "Votre saisie n’est plus disponible : elle est gardée 7 jours. Reprenez depuis le début."


class NotAnAgent(DomainError):
    message = "Le compte « {username} » n’est pas celui d’un agent."


class UnknownAccount(DomainError):
    message = "Aucun compte n’a l’identifiant « {username} »."


class ServiceUnknown(DomainError):
    message = "La commune n’a pas de service « {slug} »."


class EmailMissing(DomainError):
    message = "Une adresse électronique est nécessaire."


class TooFast(DomainError):
    message = "Ce formulaire a été envoyé plus vite que personne ne peut le lire. Relisez-le, puis validez."


class FranceConnectAway(DomainError):
    message = (
        "FranceConnect ne répond pas en ce moment. Réessayez plus tard, ou continuez sans FranceConnect : "
        "rien ne vous y oblige."
    )


class FranceConnectRefused(DomainError):
    message = (
        "La réponse de FranceConnect n’a pas pu être vérifiée : par sécurité, rien n’a été fait. "
        "Recommencez, ou continuez sans FranceConnect."
    )


class FranceConnectTaken(DomainError):
    message = "Cette identité FranceConnect est déjà reliée à un autre espace de la commune."


class FranceConnectAlreadyLinked(DomainError):
    message = "Votre espace est déjà relié à une identité FranceConnect : détachez-la d’abord."


class FranceConnectOfSomebodyElse(DomainError):
    message = (
        "L’identité transmise par FranceConnect n’est pas celle de cet espace. "
        "Si votre nom ou votre date de naissance y sont mal écrits, signalez-le à la mairie."
    )


class FranceConnectNotForAgents(DomainError):
    message = "FranceConnect n’ouvre pas les comptes des agents."


class FranceConnectAfterTheCode(DomainError):
    message = (
        "Cet espace demande aussi un code de votre téléphone : connectez-vous d’abord avec votre mot de passe, "
        "puis reliez FranceConnect depuis votre profil."
    )


class FranceConnectNotLinked(DomainError):
    message = "Votre espace n’est relié à aucune identité FranceConnect."


class WrongCode(DomainError):
    message = (
        "Ce code n’est pas le bon, ou il a déjà servi. Attendez le code suivant de l’application, puis recopiez-le."
    )


class WrongRecoveryCode(DomainError):
    message = "Ce code de secours n’est pas le bon, ou il a déjà servi. Prenez-en un autre dans votre liste."


class SecondStepLocked(DomainError):
    message = "Trop de codes manqués : cette étape est suspendue jusqu’à {until}."


class SetupExpired(DomainError):
    message = "Ce QR code n’est plus valable : recommencez l’ajout du téléphone, un autre sera dessiné."


class SecondFactorMissing(DomainError):
    message = "Ce compte n’a pas de second facteur."


class SecondFactorMandatory(DomainError):
    message = (
        "La commune demande un second facteur à ses agents : vous pouvez changer de téléphone, pas vous en passer."
    )


class SignInTooLong(DomainError):
    message = "Trop de temps a passé depuis votre mot de passe : connectez-vous à nouveau."


class BirthDepartmentWrong(DomainError):
    message = (
        "« {commune} » n’est pas dans ce département : {department}. Ce nom est connu ici : {known}. Choisissez "
        "l’autre département ; si la commune a disparu, écrivez « (ancienne commune) » après son nom."
    )


class BirthDepartmentAbroad(DomainError):
    message = "Ce département est en France : {department}. Pour une naissance hors de France, c’est « 99 – Étranger »."
