from pathlib import Path

COMMUNE = """\
name = "Sainte-Colline"

[identity]
portal_name = "Ma famille à Sainte-Colline"
commune_name = "Sainte-Colline"
article = "de Sainte-Colline"
signature = "la Mairie de Sainte-Colline"
department_code = "25"
department = "Doubs"
insee_code = "25999"
postal_code = "25990"
website = "https://www.sainte-colline.example"
primary = "#1f4b7a"
accent = "#8a3b12"
welcome_title = "Bienvenue"
sender_name = "Mairie de Sainte-Colline"
reply_to = "mairie@sainte-colline.example"

[identity.town_hall]
name = "Mairie de Sainte-Colline"
address_lines = ["2 place du Puits", "25990 Sainte-Colline"]
phone = "03 53 01 25 25"

[territory]
school_zone = "A"

[activation]
service = "mairie"

[family]
service = "mairie"

[[services]]
slug = "mairie"
name = "Secrétariat de mairie"
phone = "03 53 01 25 26"
"""
ACTIVITY = """\
[[activities]]
slug = "cantine"
title = "Cantine"
kind = "canteen"
summary = "Le repas de midi."
public = { min_age = 3, max_age = 11 }
service = "mairie"
booking = "daily"
tariff = "repas"
"""
TARIFF = """\
[[tariffs]]
slug = "repas"
title = "Repas"
unit = "meal"
valid_from = 2026-09-01
brackets = [{ lower = 0, upper = 700, price = "2.10" }, { lower = 700, price = "4.40" }]
"""
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <circle cx="32" cy="32" r="30" fill="#1f4b7a"/>
</svg>
"""
CGU = '+++\nversion = "2026-09"\npublished_on = 2026-09-01\n+++\n\n## Objet\n\nLe portail de Sainte-Colline.\n'
NEWS = '+++\ntitle = "Ouverture"\nexcerpt = "Le portail ouvre."\npublished_on = 2026-09-01\n+++\n\nIl est ouvert.\n'
PAGES = ("mentions-legales", "donnees-personnelles", "accessibilite", "aide", "contacts")


def write_commune(folder: Path) -> Path:
    files = {
        "commune.toml": COMMUNE,
        "catalogue.toml": ACTIVITY,
        "tariffs.toml": TARIFF,
        "logo.svg": LOGO,
        "cgu.md": CGU,
        "welcome.md": "Bonjour !\n",
        "news/ouverture.md": NEWS,
        **{f"pages/{slug}.md": f'+++\ntitle = "{slug}"\n+++\n\n## Titre\n\nTexte.\n' for slug in PAGES},
    }
    return write_files(folder, files)


def write_files(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
