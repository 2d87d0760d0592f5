from django.urls import path

from apps.portal.enrolments import collectors, formula, views

urlpatterns = [
    path("mes-inscriptions/", views.enrolments, name="enrolments"),
    path("mes-inscriptions/<int:pk>/", views.enrolment, name="enrolment"),
    path("mes-inscriptions/<int:pk>/formule/", formula.formula_change, name="enrolment-formula"),
    path("mes-inscriptions/<int:pk>/arreter/", views.enrolment_stop, name="enrolment-stop"),
    path("mes-inscriptions/enfant/<int:pk>/attestation/", views.enrolment_certificate, name="enrolment-certificate"),
    path("mes-inscriptions/enfant/<int:pk>/autorisations/", views.child_permissions, name="child-permissions"),
    path("mes-inscriptions/personnes/<int:pk>/fin/", collectors.collector_end, name="collector-end"),
    path("mes-inscriptions/enfant/<int:pk>/ce-qui-manque/<str:key>/", views.enrolment_blocks, name="enrolment-blocks"),
]
