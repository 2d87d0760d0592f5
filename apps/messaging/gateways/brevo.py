"""Brevo's transactional text messages, over HTTP.

https://developers.brevo.com/reference/send-async-transactional-sms and /reference/get-sms-events
"""

import re
from http import HTTPStatus
from typing import Any, Final

import requests

from core.sms import is_gsm

from .protocol import Sms, SmsRefused, SmsUnavailable

TIMEOUT: Final = 10.0  # seconds
DAYS_ASKED: Final = 7  # far more than a text waits in the outbox
CODE: Final = re.compile(r"[a-z_]{3,40}")
OPERATORS_TO_REPAIR: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
)
NO_CREDIT: Final = "not_enough_credits"


class Brevo:
    """One commune's account at the provider. A text is tagged with its reference, by which it is found again."""

    keeps_copy = False

    def __init__(self, url: str, key: str, timeout: float = TIMEOUT) -> None:
        self._url, self._timeout = url, timeout
        self._headers = {"api-key": key, "accept": "application/json"}

    def send(self, sms: Sms) -> None:
        self._ask(
            "POST",
            "/transactionalSMS/send",
            json={
                "sender": sms.sender,
                "recipient": sms.recipient.removeprefix("+"),
                "content": sms.text,
                "type": "transactional",
                "tag": sms.reference,
                "unicodeEnabled": not is_gsm(sms.text),
            },
        )

    def has_left(self, reference: str) -> bool:
        query = {"tags": reference, "days": DAYS_ASKED, "limit": 1}
        answer = self._ask("GET", "/transactionalSMS/statistics/events", params=query)
        return bool(_document(answer).get("events"))

    def _ask(self, method: str, path: str, **told: Any) -> requests.Response:
        try:
            answer = requests.request(
                method,
                f"{self._url}{path}",
                headers=self._headers,
                timeout=self._timeout,
                allow_redirects=False,
                **told,
            )
        except requests.RequestException as failure:
            raise SmsUnavailable(type(failure).__name__) from None
        if not answer.ok or answer.is_redirect:
            _raise_for(answer)
        return answer


def _raise_for(answer: requests.Response) -> None:
    """Name the codes alone: the provider's sentence may quote the number."""
    code = str(_document(answer).get("code", ""))
    known = code if CODE.fullmatch(code) else ""
    words = f"HTTP {answer.status_code} {known}".strip()
    passing = answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code in OPERATORS_TO_REPAIR
    if passing or answer.is_redirect or known == NO_CREDIT:
        raise SmsUnavailable(words)
    raise SmsRefused(words)


def _document(answer: requests.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
