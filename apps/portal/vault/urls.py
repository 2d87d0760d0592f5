from django.urls import path

from . import links, views

urlpatterns = [
    path("mes-documents/", views.documents, name="documents"),
    path("mes-documents/ajouter/", views.choose_kind, name="document-choose"),
    path("mes-documents/ajouter/<slug:slug>/", views.add, name="document-add"),
    path("mes-documents/lien/<str:token>/", links.follow, name="document-link"),
    path("mes-documents/<uuid:reference>/", views.document, name="document"),
    path("mes-documents/<uuid:reference>/fichier/", links.document_file, name="document-file"),
    path("mes-documents/<uuid:reference>/supprimer/", views.remove, name="document-remove"),
]
