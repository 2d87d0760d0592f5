from django.urls import path

from . import health, views

app_name = "platform"

urlpatterns = [
    path("", views.home, name="home"),
    path("communes/<slug:slug>/<str:digest>.svg", views.logo, name="logo"),
    path("mentions-legales/", views.legal_notice, name="legal-notice"),
    path("donnees-personnelles/", views.personal_data, name="personal-data"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sante/vivant/", health.alive, name="alive"),
    path("sante/pret/", health.ready, name="ready"),
]
