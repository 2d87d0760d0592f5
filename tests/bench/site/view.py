"""The page of the measure: three queries and a rendered template, the same on both sides."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from apps.accounts.models import User
from apps.content.models import NewsItem, PublishedPage

PAGE = "<!doctype html><title>{{ total }}</title>{% for item in news %}<h2>{{ item.title }}</h2>{% endfor %}" + (
    "{% for page in pages %}<p>{{ page.title }}</p>{% endfor %}"
)


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    body = template.render(
        {
            "total": User.objects.count(),
            "news": list(NewsItem.objects.all()[:2]),
            "pages": list(PublishedPage.objects.all()[:5]),
        }
    ).encode()
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


urlpatterns = [path("", page)]
