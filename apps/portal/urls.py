"""Every address of the citizens' site; each part keeps its own."""

from django.urls import URLPattern

app_name = "portal"

urlpatterns: list[URLPattern] = []
