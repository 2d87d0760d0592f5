"""Guard rails: what no page and no query of the suite may do, checked without anybody remembering to."""

import random
import re
from typing import Any

from bs4 import BeautifulSoup
from django.db import connection, models
from django.db.models import QuerySet
from django.test import Client

from apps.accounts.middleware import FACTOR_KEY

# Rows that a page shown to a stranger may leave behind: who looks at it, where he had got to, what he must answer.
WRITABLE_ON_GET = ("accounts_session", "accounts_signupdraft", "accounts_captchachallenge", "accounts_throttle")
WRITE = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)
# Where the protocol comes back by GET: the state kept in the session is what a CSRF token is elsewhere.
PROVED_BY_STATE = ("/franceconnect/retour/",)
ENQUEUES = "procrastinate_defer_jobs"
INLINE_HANDLER = re.compile(r"^on[a-z]+$")


class GuardedClient(Client):
    """A browser stand-in that fails on a page no commune should ever serve."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Sign in somebody who gave all that their commune asks for, the code of a telephone included."""
        super().force_login(user, backend)
        if user.is_agent:
            session = self.session
            session[FACTOR_KEY] = True
            session.save()

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        if method in {"GET", "HEAD"} and path.partition("?")[0] not in PROVED_BY_STATE:
            with connection.execute_wrapper(_refuse_writes):
                response = super().generic(method, path, *args, **kwargs)
        else:
            response = super().generic(method, path, *args, **kwargs)
        check_page(response)
        return response


def _refuse_writes(execute: Any, query: str, params: Any, many: bool, context: Any) -> Any:
    write = WRITE.match(str(query))
    if write and write["table"] not in WRITABLE_ON_GET:
        raise AssertionError(f"a GET wrote to {write['table']}: {query}")
    if ENQUEUES in str(query):
        raise AssertionError(f"a GET enqueued a job: {params}")
    return execute(query, params, many, context)


def check_page(response: Any) -> None:
    """Fail on inline script, handler or style, on template syntax that leaked, on a form without its CSRF token."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    html = response.content.decode()
    assert "{{" not in html, "template syntax leaked into the page: {{"
    assert "{%" not in html, "template syntax leaked into the page: {%"
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        handlers = [name for name in tag.attrs if INLINE_HANDLER.match(name)]
        assert not handlers, f"inline handler {handlers} on <{tag.name}>"
        assert "style" not in tag.attrs, f"inline style on <{tag.name}>: {tag['style']}"
    for script in page.find_all("script"):
        assert script.get("src") or script.get("type") == "application/json", f"inline script: {script}"
    for link in page.find_all("a", href=True):
        assert not link["href"].strip().lower().startswith("javascript:"), f"inline script: {link}"
    assert not page.find_all("style"), "inline <style>"
    for form in page.find_all("form"):
        if form.get("method", "get").lower() == "post":
            token = form.find("input", {"name": "csrfmiddlewaretoken"})
            assert token is not None, f"form without a CSRF token: {form.get('action')}"


def shuffle_unordered_querysets(monkeypatch: Any) -> None:
    """Give the rows of a queryset without order in any order, as PostgreSQL may."""
    fetch_all = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet[Any]) -> None:
        fresh = queryset._result_cache is None
        fetch_all(queryset)
        if fresh and queryset._result_cache and not queryset.ordered:
            random.shuffle(queryset._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


def refuse_forgotten_auto_now(sender: type[models.Model], update_fields: frozenset[str] | None, **_: Any) -> None:
    """Fail on `save(update_fields=…)` that forgets a field which should move with every save."""
    if update_fields is None:
        return
    moving = {field.name for field in sender._meta.fields if getattr(field, "auto_now", False)}
    forgotten = moving - set(update_fields)
    assert not forgotten, f"{sender.__name__}.save(update_fields=…) forgets {sorted(forgotten)}"
