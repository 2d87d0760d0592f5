from django.urls import path

from apps.portal.casework import procedures, views

urlpatterns = [
    path("demarches/", procedures.every, name="procedures"),
    path("demarches/<slug:slug>/", procedures.introduction, name="procedure"),
    path("demarches/<slug:slug>/etape/<slug:step>/", procedures.step, name="procedure-step"),
    path("demarches/<slug:slug>/pieces/", procedures.documents, name="procedure-documents"),
    path("demarches/<slug:slug>/pieces/<int:pk>/retirer/", procedures.detach, name="procedure-detach"),
    path("demarches/<slug:slug>/recapitulatif/", procedures.recap, name="procedure-recap"),
    path("demarches/<slug:slug>/deposee/<str:number>/", procedures.done, name="procedure-done"),
    path("demarches/<slug:slug>/abandonner/", procedures.abandon, name="procedure-abandon"),
    path("mes-demandes/", views.case_list, name="case-list"),
    path("mes-demandes/<str:number>/", views.case, name="case"),
    path("mes-demandes/<str:number>/pieces/<int:pk>/", views.case_attachment, name="case-attachment"),
    path("mes-demandes/<str:number>/annuler/", views.case_cancel, name="case-cancel"),
    path("mes-demandes/<str:number>/lien/", views.case_link, name="case-link"),
    path("suivi/<str:token>/", views.tracking, name="case-tracking"),
]
