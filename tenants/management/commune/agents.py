"""`commune agent add|reset|factor-reset|disable`: the accounts of a town hall's agents."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from apps.accounts import operations
from apps.accounts.enums import Role
from apps.accounts.permissions import ROLE_DESCRIPTIONS
from tenants import context

from . import arguments, places
from .answers import Answer
from .terminal import Terminal, facts

NAME = "agent"
HELP = "les comptes des agents d’une commune"

PASSWORD_NOTICE = "à transmettre de vive voix ou sur papier ; il sera remplacé à la première connexion"  # noqa: S105 - words, no password


def add_arguments(parser: ArgumentParser) -> None:
    actions = arguments.add_actions(parser)
    add = arguments.add_action(actions, "add", "créer un agent et lui donner un mot de passe provisoire")
    _name_agent(add)
    add.add_argument("--email", type=_email, required=True)
    add.add_argument("--last-name", required=True, metavar="NOM")
    add.add_argument("--first-names", required=True, metavar="PRÉNOMS")
    add.add_argument(
        "--role",
        action="append",
        type=_role,
        required=True,
        dest="roles",
        metavar="ROLE[:SERVICE]",
        help=" ".join(f"{role.value} : {description}" for role, description in ROLE_DESCRIPTIONS.items())
        + " Sans service : tous. Peut être répété.",
    )
    reset = arguments.add_action(actions, "reset", "nouveau mot de passe provisoire ; ses sessions sont fermées")
    _name_agent(reset)
    factor = arguments.add_action(
        actions, "factor-reset", "retirer le téléphone et les codes de secours perdus ; ses sessions sont fermées"
    )
    _name_agent(factor)
    factor.add_argument("--reason", default="Retiré par l’exploitant.", help="motif, écrit dans le journal")
    disable = arguments.add_action(actions, "disable", "fermer le compte d’un agent et ses sessions")
    _name_agent(disable)
    disable.add_argument("--reason", default="Fermé par l’exploitant.", help="motif, écrit dans le journal")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    dry_run = options["dry_run"]
    with context.activate(commune.slug), transaction.atomic():
        answer: Answer = ACTIONS[options["action"]](options)
        transaction.set_rollback(dry_run)
    if dry_run:
        known = {key: value for key, value in answer.result.items() if key != "temporary_password"}
        return Answer(
            result={"slug": commune.slug, "dry_run": True, **known}, view="Cette commande serait acceptée (simulation)."
        )
    return Answer(result={"slug": commune.slug, "dry_run": False, **answer.result}, view=answer.view)


def _add(options: dict[str, Any]) -> Answer:
    agent, password = operations.create_agent(
        username=options["username"],
        email=options["email"],
        usual_name=options["last_name"],
        first_names=options["first_names"],
        roles=options["roles"],
        at=timezone.now(),
    )
    roles = sorted(str(role) for role in agent.roles.all())
    return Answer(
        result={"username": agent.username, "temporary_password": password, "roles": roles},
        view=facts(
            [
                (str(agent), ", ".join(roles)),
                ("Identifiant", agent.username),
                ("Mot de passe", f"{password} ({PASSWORD_NOTICE})"),
                ("Adresse", context.url("/agents/")),
            ]
        ),
    )


def _reset(options: dict[str, Any]) -> Answer:
    agent = operations.agent_named(options["username"])
    password = operations.reset_agent(agent=agent, at=timezone.now())
    return Answer(
        result={"username": agent.username, "temporary_password": password},
        view=facts([("Identifiant", agent.username), ("Mot de passe", f"{password} ({PASSWORD_NOTICE})")]),
    )


def _factor_reset(options: dict[str, Any]) -> Answer:
    agent = operations.agent_named(options["username"])
    operations.reset_second_factor(user=agent, reason=options["reason"], at=timezone.now())
    return Answer(
        result={"username": agent.username, "second_factor": False},
        view=f"Le téléphone de {agent} est retiré, ses sessions sont fermées. Il en ajoutera un à sa connexion.",
    )


def _disable(options: dict[str, Any]) -> Answer:
    agent = operations.agent_named(options["username"])
    operations.disable_account(user=agent, reason=options["reason"], at=timezone.now())
    return Answer(
        result={"username": agent.username, "status": "disabled"},
        view=f"Le compte de {agent} est fermé, ses sessions aussi.",
    )


ACTIONS = {"add": _add, "reset": _reset, "factor-reset": _factor_reset, "disable": _disable}


def _name_agent(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    parser.add_argument("username", metavar="identifiant")
    arguments.add_dry_run(parser, "vérifier que la commande serait acceptée, sans rien écrire")


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ArgumentTypeError(f"« {text} » n’est pas une adresse électronique") from error
    return text


def _role(text: str) -> tuple[Role, str]:
    name, _, service = text.partition(":")
    try:
        return Role(name), service
    except ValueError as error:
        known = ", ".join(Role.values)
        raise ArgumentTypeError(f"« {name} » n’est pas un rôle : attendu {known}") from error
