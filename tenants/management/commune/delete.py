"""`commune delete`: the schema, the role and the files of a commune disappear. Asked twice."""

from argparse import ArgumentParser
from typing import Any

from tenants.provisioning import communes

from . import arguments, places
from .answers import Answer, Refusal
from .terminal import Terminal

NAME = "delete"
HELP = "supprimer une commune et toutes ses données, définitivement"


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    parser.add_argument("--yes", action="store_true", help="ne pas demander de recopier le nom de la commune")
    arguments.add_dry_run(parser, "dire ce qui serait supprimé, sans rien supprimer")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    result = {"slug": commune.slug, "schema": commune.schema_name, "deleted": not options["dry_run"]}
    if options["dry_run"]:
        return Answer(result=result, view=f"{commune.name} : le schéma {commune.schema_name} serait supprimé.")
    if not options["yes"]:
        _confirm(commune.slug, commune.name, terminal)
    communes.delete(commune=commune)
    return Answer(result=result, view=f"{commune.name} est supprimée.")


def _confirm(slug: str, name: str, terminal: Terminal) -> None:
    typed = terminal.ask(f"Toutes les données de {name} seront perdues. Recopiez « {slug} » pour confirmer : ")
    if typed is None or typed.strip() != slug:
        raise Refusal(sentence=f"{name} n’a pas été supprimée : le nom recopié n’est pas « {slug} ».")
