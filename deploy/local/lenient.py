"""What a demonstration asks less for than the real thing: nobody tries the agents' pages with a telephone in hand."""

from dataclasses import replace

from communes_config import CommuneConfig
from communes_config.schema import SecondFactorPolicy


def for_this_machine(config: CommuneConfig) -> CommuneConfig:
    """Leave the code of a telephone to each agent; `manage.py commune apply` puts the files back in force."""
    return replace(config, agents=replace(config.agents, second_factor=SecondFactorPolicy.OPTIONAL))
