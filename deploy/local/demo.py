"""`make demo`: the four communes with their data, the server and the worker, until Ctrl-C."""

import os
import signal
import socket
import sys
import time

import django
from rich.console import Console

from communes_config import COMMUNES, CommuneConfig, available, load_commune

from . import franceconnect, particulier, processes
from .errors import CannotStart

SETTINGS = "deploy.settings.local"
HIGHEST_PORT = 65_535
SECONDS_BETWEEN_LOOKS = 0.5


def main() -> int:
    console = Console(highlight=False)
    for number in (signal.SIGINT, signal.SIGTERM):  # stopped by a program as by a person, from a script too
        signal.signal(number, signal.default_int_handler)
    try:
        port = _port(os.environ.get("PORT", "8000"))
        environment = {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS),
            "PORT": str(port),
            "DEBUG": os.environ.get("DEBUG", "false"),  # an error shows what a citizen would read
        }
        stand_in = processes.free_port()
        environment |= franceconnect.environment_of(f"http://127.0.0.1:{stand_in}{franceconnect.ROOT}", _clients(port))
        quotients = processes.free_port()
        environment |= particulier.environment_of(f"http://127.0.0.1:{quotients}", _asking_for_quotients())
        os.environ.update(environment)
        django.setup()
        from . import demonstration  # its models exist once Django is set up

        sign_ins = demonstration.prepare(console)
        with (
            processes.running(["deploy.local.franceconnect", str(stand_in)], environment) as provider,
            processes.running(["deploy.local.particulier", str(quotients)], environment) as particuliers,
            processes.platform(port, environment) as site,
        ):
            running = [provider, particuliers, *site]
            demonstration.announce(console, sign_ins)
            while all(process.poll() is None for process in running):
                time.sleep(SECONDS_BETWEEN_LOOKS)
        raise CannotStart("le serveur ou le worker s’est arrêté ; son message est ci-dessus.")
    except KeyboardInterrupt:
        console.print("Arrêté. Les données restent : make demo les retrouve.")
        return 0
    except (CannotStart, RuntimeError) as error:
        Console(stderr=True, highlight=False).print(f"make demo : {error}", style="red")
        return 1


def _clients(port: int) -> dict[str, franceconnect.RegisteredClient]:
    """Return the communes that offer FranceConnect, as its stand-in registers them."""
    offered = [config for config in _communes() if config.franceconnect]
    domain = os.environ.get("BASE_DOMAIN", "localhost")
    return {
        config.slug: franceconnect.stand_in_client(config.slug, f"http://{config.slug}.{domain}:{port}")
        for config in offered
    }


def _asking_for_quotients() -> list[str]:
    return [config.slug for config in _communes() if config.quotient.enabled]


def _communes() -> list[CommuneConfig]:
    return [load_commune(COMMUNES.joinpath(slug)) for slug in available()]


def _port(text: str) -> int:
    """Return the port to serve on, or raise CannotStart if it is not one, or not free."""
    if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_PORT:
        raise CannotStart(f"PORT vaut « {text} » ; attendu un nombre de 1 à {HIGHEST_PORT}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise CannotStart(f"le port {text} est réservé au système. Essayez : make demo PORT=8001") from None
        except OSError:
            raise CannotStart(
                f"le port {text} est déjà pris, peut-être par une autre démonstration."
                f" Arrêtez-la, ou choisissez un autre port : make demo PORT={int(text) % HIGHEST_PORT + 1}"
            ) from None
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
