from .people import Address, AgentRole, CguAcceptance, FranceConnectLink, Photo, User, UserQuerySet
from .security import Session, Throttle, Token
from .sign_up import CaptchaChallenge, SignUpDraft

__all__ = [
    "Address",
    "AgentRole",
    "CaptchaChallenge",
    "CguAcceptance",
    "FranceConnectLink",
    "Photo",
    "Session",
    "SignUpDraft",
    "Throttle",
    "Token",
    "User",
    "UserQuerySet",
]
