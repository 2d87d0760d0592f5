"""Prepare the demonstration: structure, communes, data; then tell who may sign in and where."""

import time

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console

from communes_config import COMMUNES, CommuneConfig, available, load_commune
from tenants import context
from tenants.models import Commune, SpareSchema
from tenants.provisioning import communes, structure
from tenants.provisioning.upgrade import UpgradeStatus, upgrade

from . import custody, demo_data
from .demo_data import Demonstration
from .errors import CannotStart
from .lenient import for_this_machine

SPARES = 2


def prepare(console: Console) -> str:
    """Bring everything up to date, doing only what is missing, and return the sign-ins."""
    with console.status("Structure de la base") as status:
        _upgrade()
        demonstrations = []
        for slug in available():
            status.update(f"Commune : {slug}")
            demonstrations.append(_demonstration(console, slug))
        status.update("Réserve de schémas")
        _fill_pool()
    return _sign_ins(demonstrations)


def announce(console: Console, sign_ins: str) -> None:
    console.print(f"\n{sign_ins}\n", soft_wrap=True)
    console.print(f"Mot de passe de tous : [bold]{demo_data.PASSWORD}[/bold]")
    console.print(f"La plateforme : {context.absolute_url(settings.BASE_DOMAIN)}")
    console.print(
        "Agents : le code d’un téléphone, exigé par la configuration de chaque commune, est facultatif ici"
        " (manage.py commune apply le rétablit)"
    )
    console.print("FranceConnect : une doublure locale, avec des identités fictives, là où la commune le propose")
    console.print("Caf et MSA : une doublure locale d’API Particulier, qui répond toujours la même famille fictive")
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
    _ensure_commune(for_this_machine(load_commune(COMMUNES / slug)))
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


def _sign_ins(demonstrations: list[Demonstration]) -> str:
    return "\n\n".join(_sign_ins_of(demonstration) for demonstration in demonstrations)


def _sign_ins_of(shown: Demonstration) -> str:
    address = context.absolute_url(shown.commune.host)
    keys = [f"{'':31}ou saisir la clé {key.text} de {key.name}" for key in shown.keys]
    rows = [
        ("parent", demo_data.PARENT, "sa famille est validée"),
        ("nouveau parent", demo_data.NEWCOMER, "déclarer sa famille,"),
        ("référent santé", demo_data.OFFICER, f"dossiers, PAI et vaccins : {address}agents/sante/pai/"),
        (
            "parents séparés",
            custody.MOTHER_APART,
            f"un enfant en garde alternée ; l’autre parent : {custody.FATHER_APART}",
        ),
        ("agent", demo_data.AGENT, f"{shown.to_approve} comptes à valider : {address}agents/"),
        ("agent, avec code", demo_data.CAREFUL, _telephone(shown)),
        ("administrateur", demo_data.ADMINISTRATOR, f"{shown.families} familles"),
    ]
    lines = [f"  {who:16}  {username:9}  {what}" for who, username, what in rows]
    return "\n".join([f"[bold]{shown.commune.name}[/bold]  {address}", *lines[:2], *keys, *lines[2:]])


def _telephone(shown: Demonstration) -> str:
    if shown.telephone is None:
        return "son téléphone a été retiré : le mot de passe suffit"
    paper = f" ; ou un code de secours : {', '.join(shown.telephone.codes)}" if shown.telephone.codes else ""
    return f"clé de l’application de codes : {shown.telephone.key}{paper}"
