"""What documents serve for in the health of children: said to `apps.documents`, which knows nothing of it.

Their owner may still take them back: nothing here is live; the space keeps them as long as the health itself.
"""

from collections.abc import Collection, Iterator

from apps.documents.uses import Use
from apps.health.models import IndividualPlan, Vaccination


def find(documents: Collection[int]) -> Iterator[Use]:
    """Give the vaccines and the care plans that each document was sent for, in two queries."""
    for model, label in ((Vaccination, "les vaccins de"), (IndividualPlan, "le PAI de")):
        for row in model.objects.filter(document__in=documents).select_related("child").order_by("pk"):
            yield Use(
                document_id=row.document_id,
                label=f"{label} {row.child.first_names}",
                page="portal:child-health",
                page_arguments=(str(row.child_id),),
                live=False,
            )
