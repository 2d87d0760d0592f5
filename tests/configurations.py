"""A commune whose configuration differs for the length of one test."""

from dataclasses import replace

from communes_config.schema import ProcedureDefinition
from tenants import context, directory
from tenants.models import Commune


def offer(commune: Commune, *procedures: ProcedureDefinition) -> None:
    """Let the commune offer these procedures, and no other than those that have screens of their own."""
    config = replace(commune.config, procedures=procedures)
    with context.operator():
        Commune.objects.filter(pk=commune.pk).update(configuration=config.to_json(), config_digest=config.digest)
    commune.config = config
    directory.forget()
