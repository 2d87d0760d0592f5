from .people import Address, AgentRole, CguAcceptance, FranceConnectLink, Photo, User, UserQuerySet
from .second_factor import RecoveryCode, SecondFactor, SecondFactorSetup
from .security import Session, Throttle, Token
from .sign_up import CaptchaChallenge, SignUpDraft

__all__ = [
    "Address",
    "AgentRole",
    "CaptchaChallenge",
    "CguAcceptance",
    "FranceConnectLink",
    "Photo",
    "RecoveryCode",
    "SecondFactor",
    "SecondFactorSetup",
    "Session",
    "SignUpDraft",
    "Throttle",
    "Token",
    "User",
    "UserQuerySet",
]
