"""`python -m tests.bench [name …]`: each benchmark prints one JSON line."""

import importlib
import json
import os
import sys
from dataclasses import asdict

BENCHMARKS = ("request_overhead", "provision", "page_weight")


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"Unknown benchmark: {', '.join(unknown)}. Known: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.test")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread
    import django

    django.setup()
    reached = True
    for name in names or BENCHMARKS:
        for result in importlib.import_module(f"tests.bench.{name}").run():
            print(json.dumps(asdict(result)), flush=True)
            reached = reached and result.reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
