"""`commune create`: a folder and this command make a commune."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from tenants import context
from tenants.provisioning import communes

from . import arguments, places
from .answers import Answer
from .terminal import Terminal, facts

NAME = "create"
HELP = "créer une commune à partir de son dossier ; un échec ne laisse rien derrière lui"


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser, explanation="le nom de son dossier")
    parser.add_argument("--domain", type=arguments.domain, help="adresse (par défaut : <commune>.<domaine de base>)")
    arguments.add_dry_run(parser, "tout vérifier, sans rien créer")
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    config = places.load(options["folder"], options["slug"])
    domain = options["domain"] or f"{config.slug}.{settings.BASE_DOMAIN}"
    result: dict[str, Any] = {"slug": config.slug, "name": config.name, "url": context.absolute_url(domain)}
    if options["dry_run"]:
        communes.check_available(slug=config.slug, domain=domain)
        return Answer(
            result={**result, "created": False, "schema": communes.schema_name(config.slug), "seconds": 0.0},
            view=f"{config.name} peut être créée à l’adresse {result['url']}",
        )
    started = time.monotonic()
    commune = communes.create(config=config, domain=domain, at=timezone.now())
    seconds = round(time.monotonic() - started, 3)
    return Answer(
        result={**result, "created": True, "schema": commune.schema_name, "seconds": seconds},
        view=facts(
            [
                (f"{commune.name} est en service", ""),
                ("Adresse", result["url"]),
                ("Schéma", commune.schema_name),
                ("Durée", f"{seconds:.2f} s"),
                ("Ensuite", f"manage.py commune agent add {commune.slug} --help"),
            ]
        ),
    )
