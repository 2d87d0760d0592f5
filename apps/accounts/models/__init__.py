from .people import Address, AgentRole, CguAcceptance, User, UserQuerySet
from .security import Session, Throttle, Token
from .sign_up import CaptchaChallenge, SignUpDraft

__all__ = [
    "Address",
    "AgentRole",
    "CaptchaChallenge",
    "CguAcceptance",
    "Session",
    "SignUpDraft",
    "Throttle",
    "Token",
    "User",
    "UserQuerySet",
]
