"""`manage.py commune …`: everything an operator does to communes. Codes: 0 done, 1 refused, 2 usage, 3 partly done."""

import sys
from argparse import ArgumentParser
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from communes_config import ConfigurationError
from core.errors import DomainError
from tenants.management.commune import (
    agents,
    apply,
    arguments,
    bounce,
    check,
    create,
    delete,
    doctor,
    export,
    import_accounts,
    listing,
    plan,
    pool,
    show,
    status,
    upgrade,
)
from tenants.management.commune.answers import Answer, ExitCode
from tenants.management.commune.terminal import Terminal


class Subcommand(Protocol):
    @property
    def NAME(self) -> str: ...  # noqa: N802 - a constant of the module

    @property
    def HELP(self) -> str: ...  # noqa: N802 - a constant of the module

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, options: dict[str, Any], terminal: Terminal) -> Answer: ...


SUBCOMMANDS: tuple[Subcommand, ...] = (
    listing,
    show,
    check,
    plan,
    apply,
    create,
    status.SUSPEND,
    status.RESUME,
    status.ARCHIVE,
    delete,
    export,
    agents,
    import_accounts,
    bounce,
    pool,
    doctor,
    upgrade,
)


class Refused(CommandError):
    """The command ends with this code; what it has to say is its text."""


class Command(BaseCommand):
    help = "Les communes de la plateforme : fichiers, base de données, comptes et santé."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        choices = parser.add_subparsers(dest="subcommand", metavar="sous-commande", required=True)
        for subcommand in SUBCOMMANDS:
            own = choices.add_parser(subcommand.NAME, help=subcommand.HELP, description=subcommand.HELP)
            arguments.add_json(own)
            own.set_defaults(run=subcommand.run)
            subcommand.add_arguments(own)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Refused as refused:
            if not getattr(self, "_called_from_command_line", False):
                raise
            self.stderr.write(str(refused))
            sys.exit(refused.returncode)

    def handle(self, *args: Any, **options: Any) -> None:
        terminal = Terminal(self.stdout, self.stderr, as_json=options.get("json", False), color=not options["no_color"])
        answer = _answer(options, terminal)
        if terminal.as_json:
            document = {"command": options["subcommand"], "exit_code": answer.code, "message": answer.message}
            terminal.dump({**document, "result": answer.result})
        elif answer.view:
            terminal.show(answer.view)
        if answer.code is not ExitCode.OK:
            raise Refused(answer.message, returncode=answer.code)


def _answer(options: dict[str, Any], terminal: Terminal) -> Answer:
    try:
        answer: Answer = options["run"](options, terminal)
    except ConfigurationError as error:
        return check.refused(error)
    except DomainError as refusal:
        return Answer(result={"refusal": refusal.code}, code=ExitCode.REFUSED, message=str(refusal))
    except DatabaseError as error:
        if options["traceback"]:
            raise
        return Answer(result={"refusal": "database"}, code=ExitCode.REFUSED, message=_explain(error))
    return answer


def _explain(error: Exception) -> str:
    first_line = str(error).strip().partition("\n")[0]
    if getattr(error.__cause__, "sqlstate", None) == "42P01":  # a table is missing
        return f"La base n’est pas à jour ({first_line}). Lancez d’abord : manage.py commune upgrade"
    return f"La base de données a refusé : {first_line}"
