"""`python -m deploy.local.franceconnect PORT`: the stand-in, with the clients of the environment."""

import os
import signal
import sys

from . import Provider, serving
from .clients import clients_of


def main() -> None:
    with serving(Provider(clients_of(os.environ)), port=int(sys.argv[1])):
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


main()
