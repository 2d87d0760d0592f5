"""`python -m deploy.local.franceconnect PORT`: the stand-in, with the clients of the environment."""

import json
import os
import signal
import sys

from . import Provider, RegisteredClient, serving

CLIENTS = "FRANCECONNECT_STAND_IN_CLIENTS"


def main() -> None:
    registered = [
        RegisteredClient(
            id=client["id"],
            secret=client["secret"],
            redirect_uris=tuple(client["redirect_uris"]),
            logout_uris=tuple(client["logout_uris"]),
        )
        for client in json.loads(os.environ[CLIENTS])
    ]
    with serving(Provider(registered), port=int(sys.argv[1])):
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


main()
