"""From a configuration back to the files of its folder."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from communes_config import codec, defaults, library
from communes_config.schema.documents import DocumentKind
from communes_config.schema.procedures import ProcedureDefinition
from communes_config.tree import subtract

if TYPE_CHECKING:
    from communes_config.schema import CommuneConfig

FENCE = "+++"
TABLES: Mapping[str, tuple[str, ...]] = {
    "catalogue.toml": ("sites", "schools", "periods", "authorisations", "enrolment_attachments", "activities"),
    "tariffs.toml": ("tariffs",),
}


def files(config: "CommuneConfig") -> dict[str, str]:
    """Return each file of the folder; what the defaults already say is left out."""
    tree = subtract(defaults.tree(), _without_none(config.to_json()))
    tree.pop("slug")
    identity = tree["identity"]
    result = {"logo.svg": f"{identity.pop('logo_svg')}\n", "welcome.md": f"{identity.pop('welcome')}\n"}
    result["cgu.md"] = _document(tree.pop("cgu"), body="markdown")
    for page in tree.pop("pages", {}).values():
        result[f"pages/{page['slug']}.md"] = _document(_said(page), body="markdown")
    for item in tree.pop("news", []):
        result[f"news/{item['slug']}.md"] = _document(_said(item), body="body")
    if kinds := subtract(defaults.tree()["documents"], _spoken_kinds(tree.pop("documents", {}))):
        result["documents.toml"] = toml(kinds)
    if health := tree.pop("health", {}):
        result["health.toml"] = toml({"health": health})
    for file, names in TABLES.items():
        if tables := {name: items for name in names if (items := tree.pop(name, []))}:
            result[file] = toml(tables)
    if tree.pop("procedures", None):
        tree["procedures"] = {"offered": [procedure.slug for procedure in config.procedures]}
        result |= _procedures(config.procedures)
    result["commune.toml"] = toml(tree)
    return result


def _spoken_kinds(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of each kind what the schema says when nobody does; its name is that of its table."""
    silent = {field.name: field.default for field in dataclasses.fields(DocumentKind)} | {"slug": None}
    told = defaults.tree()["documents"]
    return {
        slug: {
            key: value
            for key, value in kind.items()
            if key != "slug" and (key in told.get(slug, {}) or value != silent[key])
        }
        for slug, kind in kinds.items()
    }


def _procedures(offered: Sequence[ProcedureDefinition]) -> dict[str, str]:
    """Return the file of each procedure that is not the library's own, with what it says otherwise."""
    result: dict[str, str] = {}
    for procedure in offered:
        known = library.get(procedure.slug)
        told = codec.spoken(procedure, otherwise=known)
        told.pop("slug", None)
        if told or known is None:
            result[f"procedures/{procedure.slug}.toml"] = toml(told)
    return result


def toml(tree: Mapping[str, Any]) -> str:
    """Write a tree as TOML: values first, then tables, then lists of tables."""
    return "\n".join(_lines(tree, "")).strip() + "\n"


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a text says when it says nothing: concerning nobody in particular, not to be downloaded."""
    return {key: value for key, value in data.items() if value not in ([], False)}


def _document(data: Mapping[str, Any], *, body: str) -> str:
    header = {key: value for key, value in data.items() if key not in (body, "slug")}
    return f"{FENCE}\n{toml(header)}{FENCE}\n\n{data[body]}\n"


def _lines(tree: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, value in tree.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{key} = {inline(value)}"
    for key, value in tree.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield f"\n[{name}]"
            yield from _lines(value, name)
        elif _is_tables(value):
            for item in value:
                yield f"\n[[{name}]]"
                yield from _lines(item, name)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def inline(value: object) -> str:
    """Write one value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(inline(item) for item in value)}]"
    # a JSON string is a TOML basic string, but for the DEL character
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if isinstance(value, list) else value
