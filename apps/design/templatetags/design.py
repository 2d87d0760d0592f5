"""The components of Parvis as template tags: see docs/design.md and the catalogue page."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from apps.design import fields, forms, wording
from apps.design.charts import BarChart
from apps.design.components import (
    Step,
    TabItem,
    TimelineEvent,
    rows_of,
    steps_of,
    tabs_of,
    timeline_of,
)
from apps.design.icons import icon as draw_icon
from apps.design.navigation import space_entries
from core.blocks import Block

register = template.Library()

ALERT_ICONS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}
TONE_WORDS = {
    "info": "Information",
    "success": "Succès",
    "warning": "Attention",
    "danger": "Erreur",
}


@register.simple_tag
def icon(name: str, label: str = "", extra_class: str = "") -> SafeString:
    """``{% icon "house" %}``: decorative, hidden from screen readers unless ``label`` is given."""
    return draw_icon(name, label=label, extra_class=extra_class)


@register.simple_tag
def module(name: str) -> SafeString:
    """``<div {% module "cgu" %}>``: the element is improved by ``design/js/<name>.js`` when scripts run."""
    return format_html('data-module="{}"', fields.module_url(name))


@register.simple_tag
def fix_link(block: Block, about: str = "", style: str = "") -> SafeString:
    """``{% fix_link block "Léo, cantine" %}``: where a block is mended; nothing when only the town hall can.

    ``about`` is said to screen readers only; ``style`` is the class of the link.
    """
    if not block.fix:
        return SafeString("")
    address = reverse(block.fix, args=block.fix_arguments)
    spoken = format_html('<span class="sr-only"> ({})</span>', about) if about else ""
    dressed = format_html(' class="{}"', style) if style else ""
    return format_html('<a href="{}"{}>{}{}</a>', address, dressed, block.fix_label, spoken)


@register.simple_tag
def field(bound: BoundField, width: str = "", policy: Any = None, legend_class: str = "") -> SafeString:
    """Label, help, error and input; ``width``: "short", "half", "medium", "wide", else that of its name."""
    if bound.is_hidden:
        return bound.as_widget()
    drawing = fields.kind(bound)
    checklist = f"{bound.auto_id}_checklist" if policy else ""
    return render_to_string(
        "design/components/field.html",
        {
            "bound": bound,
            "drawing": drawing,
            "fieldset": bound.field.widget.use_fieldset,
            "input": fields.render_input(bound, drawing, checklist),
            "width": width or forms.WIDTHS.get(bound.name, ""),
            "legend_class": legend_class,
            "requirements": policy.requirements() if policy else (),
            "checklist": checklist,
        },
    )


@register.inclusion_tag("design/components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """Errors of one or several forms and formsets, on top of the page, each a link to its field."""
    errors = fields.all_errors(sources)
    return {"errors": errors, "several": len(errors) > 1, "count": len(errors)}


@register.simple_tag
def error_prefix(*sources: Any) -> str:
    """``{% block title %}{% error_prefix form %}Identité{% endblock %}``: the title says that something is wrong."""
    return "Erreur : " if fields.all_errors(sources) else ""


@register.inclusion_tag("design/components/stepper.html")
def stepper(steps: Iterable[Any], current: int | str) -> dict[str, Any]:
    """Steps of a form: labels or ``Step``; ``current`` counts from 1, or is the key of a step."""
    drawn: list[Step] = steps_of(steps, current)
    position = next(number for number, step in enumerate(drawn, 1) if step.state == "current")
    return {
        "steps": drawn,
        "position": position,
        "total": len(drawn),
        "label": drawn[position - 1].label,
    }


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A state in words; tone: neutral, info, success, warning, danger, accent."""
    drawing = draw_icon(icon_name) if icon_name else ""
    return format_html('<span class="badge badge--{}">{}{}</span>', tone, drawing, text)


@register.simple_tag
def deadline(
    due: datetime,
    now: datetime,
    remaining: timedelta | None = None,
    soon_hours: int = 6,
) -> SafeString:
    """Time left in words; ``remaining`` replaces the plain difference (business hours)."""
    left = due - now if remaining is None else remaining
    tone = wording.urgency(left, soon=timedelta(hours=soon_hours))
    return format_html(
        '<time class="badge badge--{}" datetime="{}">{}{}</time>',
        tone,
        due.isoformat(),
        draw_icon("clock"),
        wording.time_left(left),
    )


@register.simple_block_tag
def empty(content: str, icon_name: str, title: str, level: int = 2) -> SafeString:
    """Nothing to show yet: says why and what to do next."""
    return render_to_string(
        "design/components/empty.html",
        {"content": content, "icon_name": icon_name, "title": title, "level": level},
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", live: bool = False) -> SafeString:
    """A message in the page; ``live`` has it announced (after an action)."""
    context = {
        "content": content,
        "tone": tone,
        "title": title,
        "live": live,
        "icon_name": ALERT_ICONS[tone],
        "tone_word": TONE_WORDS[tone],
    }
    return render_to_string("design/components/alert.html", context)


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    level: int = 2,
    icon_name: str = "",
    href: str = "",
    extra_class: str = "",
) -> SafeString:
    """A block of its own; with ``href`` the whole card is the link of its title."""
    context = {
        "content": content,
        "title": title,
        "level": level,
        "icon_name": icon_name,
        "href": href,
        "extra_class": extra_class,
    }
    return render_to_string("design/components/card.html", context)


@register.simple_block_tag
def actions(content: str, align: str = "start") -> SafeString:
    """Buttons side by side, stacked on a phone; align: start, between, end."""
    return format_html('<div class="actions actions--{}">{}</div>', align, content)


@register.simple_block_tag
def table(content: str, caption: str, stack: bool = False, hide_caption: bool = False) -> SafeString:
    """A data table with its caption, scrollable by keyboard; ``stack`` turns rows into cards on a phone.

    Stacked cells need ``data-label="Colonne"`` on each ``<td>``.
    """
    context = {
        "content": content,
        "caption": caption,
        "stack": stack,
        "hide_caption": hide_caption,
        "caption_id": f"table-{slugify(caption)}",
    }
    return render_to_string("design/components/table.html", context)


@register.inclusion_tag("design/components/tabs.html")
def tabs(items: Sequence[Any], label: str = "Rubriques") -> dict[str, Any]:
    """Views of one object as plain links: ``TabItem`` or ``(label, url, is_current[, count])``."""
    drawn: list[TabItem] = tabs_of(items)
    return {"items": drawn, "label": label}


@register.filter
def as_typed(value: Any) -> Any:
    """Keep the line breaks of a text, escaped as any other; what is no text is left to the template."""
    return linebreaksbr(value, autoescape=True) if isinstance(value, str) else value


@register.inclusion_tag("design/components/summary_list.html")
def summary_list(rows: Any, title: str = "", change_url: str = "", level: int = 2) -> dict[str, Any]:
    """A recap: rows are a dict, ``(label, value)`` or ``(label, value, change_url)``; an empty value is said."""
    return {
        "rows": rows_of(rows),
        "title": title,
        "change_url": change_url,
        "level": level,
    }


@register.inclusion_tag("design/components/description_list.html")
def description_list(rows: Any, columns: int = 1) -> dict[str, Any]:
    """Facts of a record, label and value; same rows as ``summary_list``."""
    return {"rows": rows_of(rows), "columns": columns}


@register.inclusion_tag("design/components/timeline.html")
def status_timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first: ``TimelineEvent`` or ``(when, title[, detail[, tone]])``."""
    drawn: list[TimelineEvent] = timeline_of(events)
    return {"events": drawn}


@register.inclusion_tag("design/components/pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]", parameter: str = "page") -> dict[str, Any]:
    """Pages of a list; keeps the filters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    kept = context["request"].GET.copy()

    def link(number: int) -> str:
        kept[parameter] = str(number)
        return f"?{kept.urlencode()}"

    links = [(number, link(number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "following": link(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def progress(value: int, maximum: int, label: str) -> SafeString:
    """A bar and its sentence: ``{% progress 18 24 "places prises" %}``."""
    return format_html(
        '<div class="progress"><p class="progress-label">{} sur {} {}</p>'
        '<progress value="{}" max="{}" aria-label="{}"></progress></div>',
        value,
        maximum,
        label,
        value,
        maximum,
        label,
    )


@register.inclusion_tag("design/components/bar_chart.html")
def bar_chart(chart: BarChart) -> dict[str, Any]:
    """Bars drawn by the server, with the table that says the same."""
    return {"chart": chart, "identifier": f"chart-{slugify(chart.title)}"}


@register.simple_tag(takes_context=True)
def nav_item(
    context: Context,
    url: str,
    label: str,
    icon_name: str = "",
    count: int | None = None,
) -> SafeString:
    """One entry of a navigation; the page we are on, or are inside of, is marked."""
    path = context["request"].path
    state = "page" if path == url else "true" if url.count("/") > 2 and path.startswith(url) else ""
    return render_to_string(
        "design/components/nav_item.html",
        {
            "url": url,
            "label": label,
            "icon_name": icon_name,
            "count": count,
            "state": state,
        },
    )


@register.inclusion_tag("design/space.html", takes_context=True)
def space(context: Context) -> dict[str, Any]:
    """The pages of who is signed in, the one we are on marked."""
    return {"entries": tuple(space_entries(context["request"].path))}


@register.filter
def target_url(target: str) -> str:
    """Address of a menu target of the configuration: ``portal:news``, ``portal:page:aide`` or an absolute URL."""
    if target.startswith(("https://", "http://", "mailto:", "tel:", "/")):
        return target
    namespace, name, *arguments = target.split(":")
    try:
        return reverse(f"{namespace}:{name}", args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def theme_links(context: Context) -> SafeString:
    """The stylesheet of the commune's colours, cached for ever under the digest of its configuration."""
    config = context.get("config")
    if config is None:
        return SafeString("")
    return format_html(
        '<link rel="stylesheet" href="{}">',
        reverse("portal:theme", args=[config.digest]),
    )


@register.filter
def shade(config: Any, name: str) -> str:
    """A colour of the commune for e-mails, where no stylesheet is read: ``{{ config|shade:"primary" }}``."""
    return str(config.identity.shades[f"--{name}"])
