from django.urls import path

from apps.design import views as design

from . import mailbox, views, writing

urlpatterns = [
    path("", views.home, name="home"),
    path("actualites/", views.news, name="news"),
    path("actualites/<slug:slug>/", views.news_item, name="news-item"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("pages/<slug:slug>/pdf/", views.page_to_keep, name="page-to-keep"),
    path("cgu/", views.cgu, name="cgu"),
    path("aide/", views.help_page, name="help"),
    path("nous-ecrire/", writing.write_to_us, name="write-to-us"),
    path("nous-ecrire/envoye/", writing.written_to_us, name="written-to-us"),
    path("boite-aux-lettres/", mailbox.messages, name="mailbox"),
    path("boite-aux-lettres/<uuid:reference>/", mailbox.message, name="mailbox-message"),
    path("boite-aux-lettres/<uuid:reference>/html/", mailbox.message_html, name="mailbox-html"),
    path("apparence/<str:digest>.css", design.theme_css, name="theme"),
    path("apparence/<str:digest>.svg", design.logo, name="logo"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
]
