"""What documents serve for in the health of children: said to `apps.documents`, which knows nothing of it.

Their owner may still take them back: nothing here is live; the space keeps them as long as the health itself.
"""

from collections.abc import Collection, Iterator
from datetime import date

from apps.documents.uses import Use
from apps.health.models import IndividualPlan, Vaccination


def find(documents: Collection[int], on: date | None) -> Iterator[Use]:
    """Give the vaccines and the care plans that each document was sent for, in two queries."""
    for model, label in ((Vaccination, "les vaccins d’un enfant"), (IndividualPlan, "le PAI d’un enfant")):
        named = model.objects.filter(document__in=documents).order_by("pk")
        for document_id in named.values_list("document", flat=True):
            yield Use(document_id=document_id, label=label, live=False)
