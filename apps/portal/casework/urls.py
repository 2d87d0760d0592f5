from django.urls import path

from apps.portal.casework import views

urlpatterns = [
    path("mes-demandes/", views.case_list, name="case-list"),
    path("mes-demandes/<str:number>/", views.case, name="case"),
    path("mes-demandes/<str:number>/pieces/<int:pk>/", views.case_attachment, name="case-attachment"),
    path("mes-demandes/<str:number>/annuler/", views.case_cancel, name="case-cancel"),
    path("suivi/<str:token>/", views.tracking, name="case-tracking"),
]
