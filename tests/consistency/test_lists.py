"""Each page that lists rows has a test that counts its queries with one row and with three."""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.urls import URLPattern

from apps.backoffice import urls as backoffice
from apps.portal import urls as portal

from .tree import ROOT, templates

PORTAL_TESTS, DESK_TESTS = "tests/apps/portal/", "tests/apps/backoffice/"
COUNTERS = {"constant_queries", "django_assert_num_queries"}
COUNTED = {
    "portal:home": "public/test_pages.py::test_the_home_costs_the_same_whatever_the_news",
    "portal:news": "public/test_pages.py::test_the_list_of_news_costs_the_same_whatever_their_number",
    "portal:mailbox": "public/test_mailbox.py::test_the_mailbox_costs_the_same_whatever_it_holds",
    "portal:cgu": "public/test_pages.py::test_the_terms_cost_the_same_whatever_their_former_versions",
    "portal:dashboard": "home/test_dashboard.py"
    "::test_the_home_costs_the_same_whatever_the_number_of_children_and_requests",
    "portal:sessions": "accounts/test_profile.py::test_the_number_of_queries_does_not_grow",
    "portal:family": "families/test_views.py::test_my_family_costs_the_same_whatever_its_size",
    "portal:certification": "families/test_certification.py::test_queries_do_not_grow",
    "portal:quotient": "families/test_quotient.py::test_queries_do_not_grow",
    "portal:quotient-franceconnect": "families/test_quotient.py::test_queries_do_not_grow",
    "portal:family-declaration": "families/test_views.py::test_the_list_of_people_costs_the_same_whatever_the_family",
    "portal:family-declaration-documents": "families/test_queries.py::test_the_pieces_and_the_recap_of_a_family",
    "portal:family-declaration-recap": "families/test_queries.py::test_the_pieces_and_the_recap_of_a_family",
    "portal:activities": "activities/test_views.py::test_the_list_costs_as_much_for_three_children_and_activities",
    "portal:enrolments": "enrolments/test_views.py::test_queries_do_not_grow",
    "portal:procedures": "casework/test_procedures.py::test_catalogue_costs_the_same_whatever_it_holds",
    "portal:case-list": "casework/test_views.py::test_my_requests_cost_the_same_whatever_their_number",
    "portal:documents": "vault/test_views.py::test_queries_do_not_grow_with_documents",
    "portal:notifications": "notifications/test_views.py::test_the_number_of_queries_does_not_grow",
    "backoffice:home": "test_home.py::test_queries_do_not_grow_with_the_queues",
    "backoffice:accounts": "test_accounts.py::test_queries_do_not_grow",
    "backoffice:accounts-approve": "test_accounts.py::test_the_preview_asks_as_much_for_one_as_for_three",
    "backoffice:cases": "test_cases.py::test_queries_do_not_grow",
    "backoffice:statistics": "test_statistics.py::test_queries_do_not_grow",
    "backoffice:canned-answers": "test_canned.py::test_queries_do_not_grow",
    "backoffice:group-messages": "test_group_messages.py::test_queries_do_not_grow",
    "backoffice:group-message-new": "test_group_messages.py::test_the_preview_asks_as_much_for_one_as_for_three",
    "backoffice:enrolments": "test_enrolments.py::test_queries_do_not_grow",
    "backoffice:families": "test_families.py::test_queries_do_not_grow",
    "backoffice:certifications": "test_certifications.py::test_queries_do_not_grow",
    "backoffice:matches": "test_families.py::test_queries_do_not_grow",
    "backoffice:health-children": "test_health.py::test_queries_do_not_grow_with_the_rows",
    "backoffice:health-sheets": "test_health.py::test_the_sheets_of_a_group_are_read_in_as_many_queries",
    "backoffice:vaccines": "test_health.py::test_queries_do_not_grow_with_the_rows",
    "backoffice:care-plans": "test_health.py::test_queries_do_not_grow_with_the_rows",
    "backoffice:mail": "test_mail.py::test_queries_do_not_grow",
    "backoffice:activities": "test_schools.py::test_the_catalogue_costs_the_same_whatever_it_holds",
    "backoffice:schools": "test_schools.py::test_the_catalogue_costs_the_same_whatever_it_holds",
    "backoffice:team": "test_team.py::test_queries_do_not_grow",
    "backoffice:journal": "test_journal.py::test_queries_do_not_grow",
}
OUT_OF_FILES = "its rows are in the commune's configuration, which a request has already read"
NOT_ROWS = {
    "portal:help": OUT_OF_FILES,
    "portal:document-choose": OUT_OF_FILES,
    "portal:notification-preferences": "a line for each topic, which the code names",
    "portal:captcha-refresh": "the pictures of one check",
    "portal:second-factor-setup": "the ten codes of one list",
    "portal:recovery-codes": "the ten codes of one list",
    "backoffice:rosters": OUT_OF_FILES,
    "backoffice:settings": OUT_OF_FILES,
}
# What a form, a message or the configuration repeats is no row of a table.
LOOP = re.compile(r"{% for \w+(?:, ?\w+)* in ([\w.]+)")
REPEATED = re.compile(r"^(form|filters|messages|errors|config)\b|_form$|^section\.|^group\.")


def pages() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return each page that is reached without an argument, by the name of its address."""
    for prefix, patterns in (("portal", portal.urlpatterns), ("backoffice", backoffice.urlpatterns)):
        for pattern in _flat(patterns):
            if not pattern.pattern.converters and pattern.name:
                yield f"{prefix}:{pattern.name}", inspect.unwrap(pattern.callback)


def _flat(patterns: Iterable[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _flat(pattern.url_patterns)


def loops(names: Iterable[str], named: Mapping[str, str]) -> set[str]:
    """Return what these templates repeat, and those that they include."""
    texts = [text for name in names for text in _with_included(name, named)]
    return {target for text in texts for target in LOOP.findall(text) if not REPEATED.search(target)}


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def templates_of(view: Callable[..., Any]) -> set[str]:
    """Return the templates that a view names, itself or through the functions beside it."""
    functions, seen, found = _functions(view.__module__), set[str](), set[str]()
    waiting = [view.__name__]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Constant) and str(node.value).endswith(".html"):
                found.add(str(node.value))
            elif isinstance(node, ast.Name):
                waiting.append(node.id)
    return found


def _with_included(template: str, named: Mapping[str, str]) -> Iterator[str]:
    text = named.get(template, "")
    yield text
    for included in re.findall(r'{% include "([^"]+)"', text):
        if included != template:
            yield from _with_included(included, named)


def counted_tests(path: str) -> dict[str, ast.FunctionDef]:
    """Return the tests of a module that count queries, by name."""
    functions = (node for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef))
    return {one.name: one for one in functions if COUNTERS & {argument.arg for argument in one.args.args}}


def test_every_list_page_has_a_test_that_counts_its_queries() -> None:
    named = {template.name: template.text for template in templates()}
    lists = {name for name, view in pages() if loops(templates_of(view), named)}
    assert lists == {*COUNTED, *NOT_ROWS} & lists
    assert {*COUNTED, *NOT_ROWS} <= lists


def test_a_test_named_here_counts_with_one_row_and_with_three() -> None:
    missing = []
    for page, test in COUNTED.items():
        path, _, name = test.partition("::")
        folder = PORTAL_TESTS if page.startswith("portal:") else DESK_TESTS
        found = counted_tests(folder + path).get(name)
        if found is None or "(1, 3)" not in ast.unparse(found).replace("[1, 3]", "(1, 3)"):
            missing.append(f"{page}: {test}")
    assert missing == []


def test_a_page_that_lists_rows_is_seen() -> None:
    named = {"liste.html": '{% include "ligne.html" %}', "ligne.html": "{% for row in rows %}{% endfor %}"}
    assert loops(["liste.html"], named) == {"rows"}
    assert loops(["saisie.html"], {"saisie.html": "{% for bound in form %}{% endfor %}"}) == set()
