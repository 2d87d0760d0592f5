"""What makes a commune different: data, its schema and its loader."""

from communes_config.advice import ConfigWarning, warnings
from communes_config.comparison import Change, diff
from communes_config.loader import COMMUNES, available, load_commune
from communes_config.problems import ConfigurationError, Problem
from communes_config.schema import CommuneConfig

__all__ = [
    "COMMUNES",
    "Change",
    "CommuneConfig",
    "ConfigWarning",
    "ConfigurationError",
    "Problem",
    "available",
    "diff",
    "load_commune",
    "warnings",
]
