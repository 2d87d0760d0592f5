"""A stand-in for FranceConnect v2 on this machine: fictitious people, real protocol, real signatures."""

from .identities import IDENTITIES, FictitiousPerson
from .provider import Provider, RegisteredClient
from .server import serving

__all__ = ["IDENTITIES", "FictitiousPerson", "Provider", "RegisteredClient", "serving"]
