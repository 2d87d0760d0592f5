"""What people read when a page cannot be given: what happened, and the way out."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Apology:
    status: int
    title: str
    text: str
    advice: str = ""
    home: bool = True


BAD_REQUEST = Apology(
    400,
    "Nous n’avons pas compris cette demande",
    "L’adresse ou le formulaire envoyé n’a pas la forme attendue.",
    "Revenez à l’accueil, puis reprenez votre démarche : ce que vous avez enregistré est conservé.",
)
FORBIDDEN = Apology(
    403,
    "Cette page ne vous est pas ouverte",
    "Votre compte n’a pas le droit de la consulter.",
    "Si vous pensez que c’est une erreur, appelez la mairie.",
)
EXPIRED_FORM = Apology(
    403,
    "Cette page est restée ouverte trop longtemps",
    "Par sécurité, votre envoi n’a pas été pris en compte : rien n’a été modifié.",
    "Revenez à la page précédente, rechargez-la, puis envoyez de nouveau. Les cookies doivent être acceptés.",
)
NOT_FOUND = Apology(
    404,
    "Cette page n’existe pas",
    "L’adresse est peut-être incomplète, ou la page a été retirée.",
    "Si vous l’avez recopiée d’un courriel ou d’un courrier, vérifiez qu’elle est entière.",
)
BROKEN = Apology(
    500,
    "Une panne nous empêche d’afficher cette page",
    "Elle vient de nous, pas de vous, et nous venons d’en être avertis.",
    "Réessayez dans quelques minutes. Si la panne dure, appelez la mairie.",
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _apologise(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _apologise(request, FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _apologise(request, EXPIRED_FORM)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _apologise(request, NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    return _apologise(request, BROKEN)


def _apologise(request: HttpRequest, apology: Apology) -> HttpResponse:
    return render(request, "design/error.html", asdict(apology), status=apology.status)
