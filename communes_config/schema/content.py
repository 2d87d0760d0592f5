from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from communes_config import rules
from communes_config.schema.options import option


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuEntry:
    label: str = option("Libellé", rules.FILLED)
    target: str = option(
        "« portal:home », « portal:news », « portal:cgu », « portal:help », « portal:page:… » ou adresse web"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class FooterLink:
    label: str = option("Libellé", rules.FILLED)
    target: str = option(
        "« portal:home », « portal:news », « portal:cgu », « portal:help », « portal:page:… » ou adresse web"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpEntry:
    question: str = option("Question, telle qu'une famille la pose", rules.FILLED)
    answer: str = option("Réponse en Markdown", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    slug: str = option("Nom du fichier", rules.SLUG)
    title: str = option("Titre de la page", rules.FILLED)
    markdown: str = option("Texte de la page", rules.PAGE_TEXT)
    download: bool = option("La page se télécharge aussi en PDF : règlement, formulaire, menus…", default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cgu:
    version: str = option("Version, qui redemande l'accord de chacun quand elle change", rules.VERSION)
    published_on: date = option("Date de publication")
    markdown: str = option("Texte des conditions", rules.PAGE_TEXT)

    @property
    def digest(self) -> str:
        return sha256(self.markdown.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsSeed:
    slug: str = option("Nom du fichier", rules.SLUG)
    title: str = option("Titre de l'actualité", rules.FILLED)
    excerpt: str = option("Résumé affiché sur l'accueil", rules.FILLED)
    body: str = option("Texte de l'actualité", rules.PAGE_TEXT)
    published_on: date = option("Date de publication")
    until: date | None = option("Dernier jour où elle paraît ; sans date, elle reste", default=None)
    schools: tuple[str, ...] = option(
        "Écoles concernées, dans catalogue.toml : seules leurs familles la voient sur leur accueil",
        rules.NO_REPEAT,
        default=(),
    )
    activities: tuple[str, ...] = option(
        "Activités concernées, dans catalogue.toml : de même pour les enfants inscrits", rules.NO_REPEAT, default=()
    )
