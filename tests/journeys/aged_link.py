"""What the platform signs again, as it would have five minutes and a day ago."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from django.core.signing import b64_decode

from apps.documents import links
from tenants import context


def main(said: Mapping[str, str]) -> None:
    told = json.loads(b64_decode(said["token"].rpartition(":")[0].encode()))
    with context.activate(said["commune"]):
        link = links.of(told)
        print(links.sign(replace(link, until=link.until - timedelta(days=1))))
