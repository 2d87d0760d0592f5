"""Icons of the ``lucide`` package as inline SVG: no file to fetch, coloured by the text around them."""

from functools import cache

import lucide
from django.utils.html import format_html
from django.utils.safestring import SafeString

IconDoesNotExist = lucide.IconDoesNotExist


@cache
def drawing(name: str) -> str:
    """Return what is inside the ``<svg>`` element; raise ``IconDoesNotExist`` for an unknown name."""
    markup = lucide._render_icon(name, None)
    inside = markup[markup.index(">") + 1 : markup.rindex("</svg>")]
    return "".join(line.strip() for line in inside.splitlines())


def icon(name: str, *, label: str = "", extra_class: str = "") -> SafeString:
    """Draw an icon: decorative unless a label says it in words."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    classes = f"icon {extra_class}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" focusable="false" {}>{}</svg>',
        classes,
        spoken,
        SafeString(drawing(str(name))),
    )
