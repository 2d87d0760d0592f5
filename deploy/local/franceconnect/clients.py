"""The communes as the stand-in knows them, and what the platform must be told of it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict

from .provider import RegisteredClient

CLIENTS = "FRANCECONNECT_STAND_IN_CLIENTS"


def stand_in_client(slug: str, address: str) -> RegisteredClient:
    """Register a commune whose site answers at this address, without its last slash."""
    return RegisteredClient(
        id=f"parvis-{slug}",
        secret=secrets.token_urlsafe(32),
        redirect_uris=(f"{address}/franceconnect/retour/",),
        logout_uris=(f"{address}/franceconnect/deconnexion/",),
    )


def environment_of(issuer: str, clients: Mapping[str, RegisteredClient]) -> dict[str, str]:
    """Return the variables that lead a platform to the stand-in, and the stand-in to its clients."""
    variables = {
        "FRANCECONNECT_ISSUER": issuer,
        "BIRTH_PLACES_URL": "fake:",
        CLIENTS: json.dumps([asdict(client) for client in clients.values()]),
    }
    for slug, client in clients.items():
        name = slug.upper().replace("-", "_")
        variables[f"FRANCECONNECT_CLIENT_ID_{name}"] = client.id
        variables[f"FRANCECONNECT_CLIENT_SECRET_{name}"] = client.secret
    return variables


def clients_of(environment: Mapping[str, str]) -> list[RegisteredClient]:
    return [
        RegisteredClient(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
        for given in json.loads(environment[CLIENTS])
    ]
