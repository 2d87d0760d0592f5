"""A commune whose configuration differs for the length of one test."""

from dataclasses import replace

from communes_config.schema import CommuneConfig, ProcedureDefinition
from tenants import context, directory
from tenants.models import Commune


def offer(commune: Commune, *procedures: ProcedureDefinition) -> None:
    """Let the commune offer these procedures, and no other than those that have screens of their own."""
    _store(commune, replace(commune.config, procedures=procedures))


def adjust(commune: Commune, **sections: object) -> None:
    """Give the commune other sections of its configuration."""
    _store(commune, replace(commune.config, **sections))


def _store(commune: Commune, config: CommuneConfig) -> None:
    with context.operator():
        Commune.objects.filter(pk=commune.pk).update(configuration=config.to_text(), config_digest=config.digest)
    commune.config = config
    directory.forget()
