"""API Particulier v3, where the Caf and the MSA tell a quotient familial, behind a Protocol.

https://particulier.api.gouv.fr/
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any, Final, Protocol

import requests
from django.conf import settings

from apps.accounts.gateways import franceconnect
from apps.families.enums import QuotientBody
from apps.families.errors import (
    QuotientIdentityRefused,
    QuotientNotAllowed,
    QuotientPassExpired,
    QuotientRefusal,
    QuotientServiceAway,
    QuotientServiceBusy,
    QuotientUnknown,
)
from apps.families.quotient import LARGEST, CivilIdentity, FetchedQuotient
from communes_config.schema import CommuneConfig
from core.identifiers import fold
from tenants import cache

logger = logging.getLogger(__name__)

TIMEOUT: Final = 8.0  # seconds: it asks the Caf, then the MSA, while somebody waits
IDENTITY: Final = "/v3/dss/quotient_familial/identite"
FRANCECONNECT: Final = "/v3/dss/quotient_familial/france_connect"
SCOPE: Final = "cnaf_quotient_familial"
NO_FILE: Final = "37003"
USUAL_WAIT: Final = 5  # seconds
LONGEST_WAIT: Final = 60
BUSY: Final = "quotient:busy"
type Params = list[tuple[str, str]]


class QuotientService(Protocol):
    def by_identity(self, identity: CivilIdentity) -> FetchedQuotient:
        """Ask with a civil status and the commune's own token. Raises QuotientRefusal."""
        ...

    def by_franceconnect(self, access_token: str) -> FetchedQuotient:
        """Ask with the token that FranceConnect has just given, good for a minute. Raises QuotientRefusal."""
        ...


class ApiParticulier:
    def __init__(self, url: str, *, siret: str, token: str, timeout: float = TIMEOUT) -> None:
        self._url, self._siret, self._token, self._timeout = url, siret, token, timeout

    def by_identity(self, identity: CivilIdentity) -> FetchedQuotient:
        return self._ask(IDENTITY, self._token, _params(identity))

    def by_franceconnect(self, access_token: str) -> FetchedQuotient:
        return self._ask(FRANCECONNECT, access_token, [], expired=QuotientPassExpired)

    def _ask(
        self, path: str, token: str, params: Params, *, expired: type[QuotientRefusal] = QuotientNotAllowed
    ) -> FetchedQuotient:
        if cache.get(BUSY):
            raise QuotientServiceBusy
        try:
            answer = requests.get(
                f"{self._url}{path}",
                params=[("recipient", self._siret), *params],
                headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
                timeout=self._timeout,
                allow_redirects=False,  # the token is for nobody else
            )
        except requests.RequestException as error:
            logger.warning("API Particulier does not answer: %s", type(error).__name__)
            raise QuotientServiceAway from None  # its message holds the address, and the address who is asked about
        if answer.status_code == HTTPStatus.OK:
            return _read(_document(answer))
        raise _refusal(answer, expired)


def _params(identity: CivilIdentity) -> Params:
    born = identity.birth_date
    found = [("nomNaissance", identity.birth_name)]
    if identity.usual_name and fold(identity.usual_name) != fold(identity.birth_name):
        found.append(("nomUsage", identity.usual_name))
    found += [("prenoms[]", name) for name in identity.first_names]
    found += [
        ("anneeDateNaissance", str(born.year)),
        ("moisDateNaissance", str(born.month)),
        ("jourDateNaissance", str(born.day)),
        ("sexeEtatCivil", identity.sex),
        ("codeCogInseePaysNaissance", identity.country_code),
    ]
    if identity.born_in_france:
        found.append(("codeCogInseeCommuneNaissance", identity.commune_code))
    return found


def _refusal(answer: requests.Response, expired: type[QuotientRefusal]) -> QuotientRefusal:
    """Say why in the log, which holds a status and codes, and to the person what to do."""
    status, codes = answer.status_code, _codes(answer)
    if status == HTTPStatus.NOT_FOUND and NO_FILE in codes:
        return QuotientUnknown()
    logger.warning("API Particulier refused: %s %s", status, ", ".join(codes))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        cache.put(BUSY, 1, seconds=_seconds(answer.headers.get("Retry-After", "")))
        return QuotientServiceBusy()
    refusals: dict[int, type[QuotientRefusal]] = {
        HTTPStatus.UNAUTHORIZED: expired,
        HTTPStatus.FORBIDDEN: QuotientNotAllowed,
        HTTPStatus.UNPROCESSABLE_ENTITY: QuotientIdentityRefused,
    }
    return refusals.get(status, QuotientServiceAway)()


def _seconds(retry_after: str) -> int:
    """Read the seconds to wait; a date, or nothing, is the usual wait, and nobody waits more than a minute."""
    return min(max(int(retry_after), 1), LONGEST_WAIT) if retry_after.isdecimal() else USUAL_WAIT


def _document(answer: requests.Response) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        document = None
    return document if isinstance(document, dict) else {}


def _codes(answer: requests.Response) -> list[str]:
    """Return the codes of the errors, five digits each; whatever else is said there is not ours to repeat."""
    errors = _document(answer).get("errors")
    listed = [error.get("code") for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    return [code for code in listed if isinstance(code, str) and len(code) == len(NO_FILE) and code.isdecimal()]


def _read(document: Mapping[str, Any]) -> FetchedQuotient:
    """Read an answer. Raises QuotientServiceAway when it is none: what is not sure is not shown."""
    try:
        data = document["data"]
        told = data["quotient_familial"]
        value, source = told["valeur"], QuotientBody(told["fournisseur"])
        if type(value) is not int or not 0 <= value <= LARGEST:
            raise ValueError("valeur")
        return FetchedQuotient(
            value=value,
            source=source,
            month=date(told["annee"], told["mois"], 1),
            claimants=_people(data.get("allocataires")),
            children=_people(data.get("enfants")),
            address=_lines(data.get("adresse")),
        )
    except (KeyError, TypeError, ValueError) as error:
        logger.warning("an answer of API Particulier makes no sense: %s", type(error).__name__)
        raise QuotientServiceAway from None


def _people(listed: object) -> tuple[str, ...]:
    rows: Sequence[object] = listed if isinstance(listed, list) else []
    return tuple(_person(row) for row in rows if isinstance(row, dict))


def _person(row: Mapping[str, Any]) -> str:
    names = f"{_text(row, 'prenoms')} {_text(row, 'nom_usage') or _text(row, 'nom_naissance')}".strip()
    try:
        return f"{names}, {date.fromisoformat(_text(row, 'date_naissance')):%d/%m/%Y}"
    except ValueError:
        return names


def _lines(address: object) -> tuple[str, ...]:
    parts = ("complement_information", "numero_libelle_voie", "lieu_dit", "code_postal_ville")
    return tuple(filter(None, (_text(address, part) for part in parts))) if isinstance(address, dict) else ()


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def token_of(slug: str) -> str:
    """Return the token that the environment gives a commune, `API_PARTICULIER_TOKEN_CARBON_BLANC`, or nothing."""
    return str(settings.API_PARTICULIER_TOKENS.get(franceconnect.environment_name(slug), ""))


def asks_by_identity(config: CommuneConfig) -> bool:
    return config.quotient.enabled and bool(token_of(config.slug))


def asks_by_franceconnect(config: CommuneConfig) -> bool:
    return config.quotient.enabled and config.quotient.franceconnect and franceconnect.is_offered(config)


def missing_token(config: CommuneConfig) -> str:
    """Return the sentence for the operator of a commune that asks for quotients without a token; or nothing."""
    if not config.quotient.enabled or token_of(config.slug):
        return ""
    name = f"API_PARTICULIER_TOKEN_{franceconnect.environment_name(config.slug)}"
    return f"le quotient familial se demande par l’état civil sans jeton : {name} manque"


def service_for(config: CommuneConfig) -> QuotientService:
    """Return API Particulier as one commune asks it."""
    return ApiParticulier(settings.API_PARTICULIER_URL, siret=config.quotient.siret, token=token_of(config.slug))
