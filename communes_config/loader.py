"""From a commune's folder to its configuration, or to everything that is wrong in it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from communes_config import defaults, library
from communes_config.checks import findings
from communes_config.export import TABLES
from communes_config.problems import ConfigurationError, Problem
from communes_config.reader import Reader, shown, suggestion
from communes_config.schema import CommuneConfig
from communes_config.tree import merge

COMMUNES = Path(__file__).with_name("communes")
HOMES: Mapping[str, str] = {
    "documents": "documents.toml",
    "health": "health.toml",
    **{name: file for file, names in TABLES.items() for name in names},
    "cgu": "cgu.md",
    "identity.logo_svg": "logo.svg",
    "identity.welcome": "welcome.md",
}
FOLDERS: Mapping[str, str] = {"pages": "markdown", "news": "body"}
FILES = ("commune.toml", *dict.fromkeys(HOMES.values()))
FENCE = "+++"


def available() -> tuple[str, ...]:
    """Return the slugs of the communes that have a folder here."""
    return tuple(sorted(folder.name for folder in COMMUNES.iterdir() if (folder / "commune.toml").is_file()))


def load_commune(folder: Path) -> CommuneConfig:
    """Read a commune's folder; raise ConfigurationError with every problem at once."""
    source = _Folder(folder)
    data = defaults.filled(source.read())
    reader = Reader(file_of)
    sections = reader.fields(CommuneConfig, data)
    consequences = [
        *reader.problems,
        *(
            Problem(file=file_of(finding.key), key=finding.key, found=finding.found, expected=finding.expected)
            for finding in findings(sections)
        ),
    ]
    problems = [*source.problems, *(problem for problem in consequences if problem.file not in source.unreadable)]
    if problems:
        raise ConfigurationError(commune=folder.name, problems=problems)
    return CommuneConfig(**sections)


def file_of(key: str) -> str:
    """Return the file of a commune's folder where a key is written."""
    for home, file in HOMES.items():
        if key == home or key.startswith((f"{home}.", f"{home}[")):
            return file
    if key.startswith("pages."):
        return f"pages/{key.split('.')[1]}.md"
    if key.startswith("procedures["):
        return f"procedures/{key[len('procedures[') : key.index(']')]}.toml"
    if key.startswith("news["):
        return f"news/{key[len('news[') : key.index(']')]}.md"
    return "commune.toml"


class _Folder:
    """The files of one folder as a single tree, with what could not even be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.unreadable: set[str] = set()

    def read(self) -> dict[str, Any]:
        self._refuse_strangers()
        data = self._commune()
        data["slug"] = self.path.name
        for file, names in TABLES.items():
            table = self._toml(file)
            self._refuse_misplaced(file, table.keys(), names)
            data |= {name: table.get(name, []) for name in names}
        data["documents"] = self._kinds_of_documents()
        table = self._toml("health.toml")
        self._refuse_misplaced("health.toml", table.keys(), ("health",))
        data["health"] = table.get("health", {})
        if (cgu := self._front_matter("cgu.md", "markdown")) is not None:
            data["cgu"] = cgu
        data["procedures"] = self._procedures(data.pop("procedures", {}))
        self._add_identity(data)
        data["pages"] = dict(self._documents("pages"))
        data["news"] = [document for _, document in self._documents("news")]
        return data

    def _commune(self) -> dict[str, Any]:
        table = dict(self._toml("commune.toml"))
        elsewhere = ("slug", *(name for name in (*HOMES, *FOLDERS) if "." not in name))
        for name in elsewhere:
            if table.pop(name, None) is not None:
                place = HOMES.get(name, f"le dossier {name}/" if name in FOLDERS else "le nom du dossier")
                self._refuse("commune.toml", name, "une clé qui n'a pas sa place ici", f"cette valeur dans {place}")
        return table

    def _kinds_of_documents(self) -> dict[str, Any]:
        table = self._toml("documents.toml")
        for slug, kind in table.items():
            if isinstance(kind, dict) and kind.pop("slug", None) is not None:
                expected = "cette valeur dans le nom de la table"
                self._refuse("documents.toml", f"{slug}.slug", "une clé qui n'a pas sa place ici", expected)
        return defaults.named(table)

    def _procedures(self, table: object) -> list[dict[str, Any]]:
        """Return the procedures offered from the library, then the commune's own; its file completes the library's."""
        own = {path.stem: self._own_procedure(path.stem) for path in sorted(self.path.glob("procedures/*.toml"))}
        offered = self._offered(table, own)
        return [
            {**merge(library.trees().get(slug, {}), own.get(slug, {})), "slug": slug}
            for slug in dict.fromkeys((*offered, *own))
        ]

    def _own_procedure(self, slug: str) -> dict[str, Any]:
        file = f"procedures/{slug}.toml"
        tree = self._toml(file)
        if tree.pop("slug", None) is not None:
            self._refuse(file, "slug", "une clé qui n'a pas sa place ici", "cette valeur dans le nom du fichier")
        return tree

    def _offered(self, table: object, own: Mapping[str, object]) -> list[str]:
        if not isinstance(table, dict):
            self._refuse("commune.toml", "procedures", shown(table), "une table [procedures]")
            return []
        for unknown in sorted(table.keys() - {"offered"}):
            self._refuse("commune.toml", f"procedures.{unknown}", "une clé inconnue", "la seule clé offered")
        offered = table.get("offered", [])
        if not isinstance(offered, list) or not all(isinstance(slug, str) for slug in offered):
            self._refuse("commune.toml", "procedures.offered", shown(offered), "une liste de textes")
            return []
        known = sorted({*library.trees(), *own})
        for slug in offered:
            if slug not in known:
                expected = f"une démarche parmi {', '.join(known)}{suggestion(slug, known)}"
                self._refuse("commune.toml", "procedures.offered", shown(slug), expected)
        return [slug for slug in offered if slug in known]

    def _add_identity(self, data: dict[str, Any]) -> None:
        identity = data.get("identity", {})
        if not isinstance(identity, dict):
            return
        for name, file in (("logo_svg", "logo.svg"), ("welcome", "welcome.md")):
            if identity.pop(name, None) is not None:
                expected = f"cette valeur dans {file}"
                self._refuse("commune.toml", f"identity.{name}", "une clé qui n'a pas sa place ici", expected)
            if (text := self._text(file)) is not None:
                identity[name] = text.strip()
        data["identity"] = identity

    def _documents(self, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted((self.path / folder).glob("*.md")):
            document = self._front_matter(f"{folder}/{path.name}", FOLDERS[folder])
            if document is not None:
                yield path.stem, {**document, "slug": path.stem}

    def _front_matter(self, file: str, body: str) -> dict[str, Any] | None:
        text = self._text(file)
        if text is None:
            return None
        opening, fence, rest = text.partition(f"{FENCE}\n")
        header, closing, markdown = rest.partition(f"\n{FENCE}\n")
        if opening or not fence or not closing:
            expected = f"« {FENCE} », les clés en TOML, « {FENCE} », puis le texte"
            self._unreadable(file, "en-tête", "un en-tête absent ou ouvert", expected)
            return None
        keys = self._parse(file, header)
        for name, place in ((body, "le texte, sous l'en-tête"), ("slug", "le nom du fichier")):
            if name in keys:
                self._refuse(file, name, "une clé qui n'a pas sa place ici", f"cette valeur dans {place}")
        return {**keys, body: markdown.strip()}

    def _toml(self, file: str) -> dict[str, Any]:
        return self._parse(file, self._text(file) or "")

    def _parse(self, file: str, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._unreadable(file, "syntaxe", f"une erreur ({error})", "du TOML valide")
            return {}

    def _text(self, file: str) -> str | None:
        path = self.path / file
        if not path.is_file():
            return None
        try:
            return path.read_text(encoding="utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self._unreadable(file, "encodage", "un texte qui n'est pas en UTF-8", "de l'UTF-8")
            return ""

    def _refuse_strangers(self) -> None:
        if not (self.path / "commune.toml").is_file():
            self._unreadable("commune.toml", "fichier", "rien", f"ce fichier dans {self.path.name}/")
        for path in sorted(self.path.rglob("*")) if self.path.is_dir() else ():
            name = path.relative_to(self.path).as_posix()
            in_folder = path.parent.name in FOLDERS and path.suffix == ".md" and name.count("/") == 1
            in_folder = in_folder or (
                name.count("/") == 1 and name.startswith("procedures/") and path.suffix == ".toml"
            )
            if path.is_file() and name not in FILES and not in_folder:
                expected = f"{', '.join(FILES)}, pages/*.md, news/*.md ou procedures/*.toml{suggestion(name, FILES)}"
                self._refuse(name, "fichier", "un fichier inconnu", expected)

    def _refuse_misplaced(self, file: str, found: Iterable[str], own: Sequence[str]) -> None:
        for name in sorted(set(found) - set(own)):
            known = name in CommuneConfig.__dataclass_fields__
            home = HOMES.get(name, "commune.toml")
            expected = f"cette clé dans {home}" if known else f"{', '.join(own)}{suggestion(name, own)}"
            self._refuse(file, name, "une clé qui n'a pas sa place ici" if known else "une clé inconnue", expected)

    def _refuse(self, file: str, key: str, found: str, expected: str) -> None:
        self.problems.append(Problem(file=file, key=key, found=found, expected=expected))

    def _unreadable(self, file: str, key: str, found: str, expected: str) -> None:
        """Refuse a whole file, whose keys are then not reported one by one."""
        self.unreadable.add(file)
        self._refuse(file, key, found, expected)
