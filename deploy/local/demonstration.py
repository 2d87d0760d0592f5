"""Prepare the demonstration: structure, communes, data; then tell who may sign in and where."""

import time

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from communes_config import COMMUNES, CommuneConfig, available, load_commune
from tenants import context
from tenants.models import Commune, SpareSchema
from tenants.provisioning import communes, structure
from tenants.provisioning.upgrade import UpgradeStatus, upgrade

from . import demo_data
from .demo_data import Demonstration
from .errors import CannotStart

SPARES = 2


def prepare(console: Console) -> Table:
    """Bring everything up to date, doing only what is missing, and return the table of sign-ins."""
    with console.status("Structure de la base") as status:
        _upgrade()
        demonstrations = []
        for slug in available():
            status.update(f"Commune : {slug}")
            demonstrations.append(_demonstration(console, slug))
        status.update("Réserve de schémas")
        _fill_pool()
    return _sign_ins(demonstrations)


def announce(console: Console, sign_ins: Table) -> None:
    console.print(sign_ins)
    console.print(f"Mot de passe de tous : [bold]{demo_data.PASSWORD}[/bold]")
    console.print(f"La plateforme : {context.absolute_url(settings.BASE_DOMAIN)}")
    console.print("Les courriels envoyés : /boite-aux-lettres/ sur l’adresse de chaque commune")
    console.print("L’exploitant : uv run python manage.py commune list, ou doctor, ou --help")
    console.print("Ctrl-C pour arrêter.")


def _upgrade() -> None:
    try:
        for step in upgrade(at=timezone.now()):
            if step.status is UpgradeStatus.FAILED:
                raise CannotStart(f"{step.schema} : {step.error}. Pour repartir de zéro : make clean demo")
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise CannotStart(f"la base ne peut être mise à jour ({reason}). Pour repartir de zéro : make clean demo")


def _demonstration(console: Console, slug: str) -> Demonstration:
    started = time.monotonic()
    _ensure_commune(load_commune(COMMUNES / slug))
    demonstration = demo_data.ensure(slug=slug, at=timezone.now())
    if demonstration.created:
        seconds = time.monotonic() - started
        console.print(f"{demonstration.commune.name} : {demonstration.families} familles ({seconds:.1f} s)")
    return demonstration


def _ensure_commune(config: CommuneConfig) -> None:
    """Create the commune the first time; later, put in force what changed in its files."""
    with context.operator():
        commune = Commune.objects.filter(slug=config.slug).first()
    if commune is None:
        communes.create(config=config, domain=f"{config.slug}.{settings.BASE_DOMAIN}", at=timezone.now())
    elif commune.config_digest != config.digest:
        communes.apply(commune=commune, config=config, at=timezone.now())


def _fill_pool() -> None:
    with context.operator():
        missing = SPARES - SpareSchema.objects.filter(version=structure.version()).count()
    for _ in range(missing):
        communes.add_spare(at=timezone.now())


def _sign_ins(demonstrations: list[Demonstration]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("Commune", "Adresse", "Qui", "Identifiant", "À essayer"):
        table.add_column(column, overflow="fold")
    for shown in demonstrations:
        address = context.absolute_url(shown.commune.host)
        keys = " ou ".join(f"{key.text} ({key.name})" for key in shown.keys)
        table.add_row(shown.commune.name, address, "parent", demo_data.PARENT, "une famille validée")
        table.add_row("", "", "nouveau parent", demo_data.NEWCOMER, f"déclarer sa famille, ou saisir {keys}")
        table.add_row("", f"{address}agents/", "agent", demo_data.AGENT, f"{shown.to_approve} comptes à valider")
        table.add_row("", "", "administrateur", demo_data.ADMINISTRATOR, f"{shown.families} familles")
        table.add_row()
    return table
