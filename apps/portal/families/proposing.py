from collections.abc import Sequence
from typing import Any

from django import forms

from apps.casework.custody import OWN_HOMES
from apps.design.custody import EARLIEST, RhythmForm
from apps.design.forms import SplitDateField
from apps.documents.models import Document
from apps.documents.queries import VaultItem
from apps.portal.vault.attachments import choices_of
from core.validity import Standing


class ProposalForm(RhythmForm):
    """A custody as a parent proposes it, with the judgment that says so."""

    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    judgment = forms.FileField(
        label="Jugement ou convention",
        help_text="La décision qui fixe la résidence de l’enfant, ou l’accord signé des deux parents. "
        "Seule la mairie le lit.",
        required=False,
    )

    document = forms.ModelChoiceField(label="Ou depuis vos documents", queryset=Document.objects.none(), required=False)

    def __init__(self, *args: Any, vault: Sequence[VaultItem], **kwargs: Any) -> None:
        super().__init__(*args, homes=OWN_HOMES, **kwargs)
        usable = [item for item in vault if item.standing is not Standing.EXPIRED]
        if not usable:
            del self.fields["document"]
            return
        self.fields["document"].queryset = Document.objects.filter(pk__in=[item.document.pk for item in usable])
        self.fields["document"].choices = [("", "Choisissez"), *choices_of(usable)]
