"""A form as a browser sends it back, without scripts: everything that the page holds, but for files."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

TICKED = {"radio", "checkbox"}


def held(page: HttpResponse, form: str = "main form") -> dict[str, list[str]]:
    """Return what the first form of this selector holds."""
    found = BeautifulSoup(page.content, "html.parser").select_one(form)
    assert found is not None
    sent: dict[str, list[str]] = {}
    for field in found.select("input[name], textarea[name], select[name] option[selected]"):
        if field.get("type") != "file" and (field.get("type") not in TICKED or field.has_attr("checked")):
            named = field.find_parent("select") if field.name == "option" else field
            sent.setdefault(named["name"], []).append(_value(field))
    return sent


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n").removeprefix("\r\n")
    return field.get("value", "on" if field.get("type") == "checkbox" else "")
