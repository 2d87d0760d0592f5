"""From a template's name to the three parts of an e-mail."""

import re
from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from tenants import context as tenant

from .errors import TextPartMissing

BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")  # what blocks that drew nothing leave behind


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(template: str, context: dict[str, Any]) -> Rendered:
    """Render `emails/<template>.subject.txt`, `.txt` and `.html` for the current commune.

    The HTML part may be missing, never the text: raises TextPartMissing.
    """
    commune = tenant.current()
    complete = {
        "commune": commune,
        "config": commune.config,
        "home_url": tenant.url("/"),
        "preferences_url": "",
        **context,
    }
    try:
        text = BLANK_LINES.sub("\n\n", _plain(f"emails/{template}.txt", complete)).strip()
    except TemplateDoesNotExist:
        text = ""
    if not text:
        raise TextPartMissing(template=template)
    subject = " ".join(_plain(f"emails/{template}.subject.txt", complete).split())
    return Rendered(subject=subject, text=f"{text}\n", html=_html(f"emails/{template}.html", complete))


def _plain(name: str, context: dict[str, Any]) -> str:
    """Text is not HTML: an apostrophe stays an apostrophe."""
    return str(get_template(name).template.render(Context(context, autoescape=False)))


def _html(name: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(name, context)
    except TemplateDoesNotExist as missing:
        if str(missing) != name:
            raise
        return ""
