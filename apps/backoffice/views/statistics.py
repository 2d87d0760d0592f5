"""How the services answer: numbers and delays by procedure."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.statistics import StatisticsFilters
from apps.backoffice.queries import statistics as queries
from apps.backoffice.queries.satisfaction import surveys
from apps.backoffice.views.cases import services_of, visible_cases
from apps.casework.deadlines import local
from apps.design.charts import BarChart, Series
from tenants import context


@require_GET
@requires(Permission.SEE_CASES)
def statistics(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    today = local(now).date()
    filters = StatisticsFilters(request.GET, services=services_of(request), today=today)
    filters.is_valid()
    since, until = filters.period
    rows = visible_cases(request)
    if service := filters.cleaned_data.get("service"):
        rows = rows.filter(service=service)
    return render(
        request,
        "backoffice/statistics.html",
        {
            "filters": filters,
            "since": since,
            "until": until,
            "lines": queries.figures(rows, since, until, now),
            "surveys": surveys(rows, context.config(), since, until, now),
            "total": queries.totals(rows, since, until, now),
            "chart": _chart(queries.trend(rows, today, now)),
        },
    )


def _chart(months: tuple[queries.Month, ...]) -> BarChart:
    return BarChart(
        title="Demandes déposées et décidées, mois par mois",
        heading="Mois",
        labels=tuple(_label(month.first_day) for month in months),
        series=(
            Series("Déposées", tuple(month.filed for month in months)),
            Series("Décidées", tuple(month.decided for month in months), "quiet"),
        ),
    )


def _label(first_day: date) -> str:
    return date_format(first_day, "m/y")
