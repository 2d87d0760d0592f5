"""Pages of a procedure that a commune may not offer: then they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse

from apps.casework import procedures

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def where_offered[**P](slug: str) -> Callable[[View[P]], View[P]]:
    """Answer 404 in a commune that does not offer the procedure."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if procedures.find(slug) is None:
                raise Http404
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
