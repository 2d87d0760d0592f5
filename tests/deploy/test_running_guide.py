import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "operators" / "running.md"
READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)\"""")
REQUIRED = re.compile(r"""env\.\w+\("([A-Z_]+)"\)""")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (oui)? *\|", re.MULTILINE)


def sources() -> str:
    names = ("deploy/settings/base.py", "deploy/settings/production.py", "deploy/worker.py")
    return "\n".join((ROOT / name).read_text() for name in names)


def test_the_guide_names_every_variable_that_production_reads_and_no_other():
    described = {name for name, _required in ROW.findall(GUIDE.read_text())}

    assert described == set(READ.findall(sources())) | {"DATABASE_URL"} - {"DJANGO_SETTINGS_MODULE"}


def test_the_guide_says_which_are_required():
    production = (ROOT / "deploy" / "settings" / "production.py").read_text()

    required = {name for name, required in ROW.findall(GUIDE.read_text()) if required}
    assert required == set(REQUIRED.findall(production))
