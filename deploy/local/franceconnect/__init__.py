"""A stand-in for FranceConnect v2 on this machine: fictitious people, real protocol, real signatures."""

from .clients import environment_of, stand_in_client
from .identities import IDENTITIES, FictitiousPerson
from .provider import Misbehaviour, Provider, RegisteredClient
from .server import ROOT, serving

__all__ = [
    "IDENTITIES",
    "ROOT",
    "FictitiousPerson",
    "Misbehaviour",
    "Provider",
    "RegisteredClient",
    "environment_of",
    "serving",
    "stand_in_client",
]
