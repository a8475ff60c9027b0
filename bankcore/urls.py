"""Every address the bank answers."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from bankcore.presentation import display, problems
from payments.presentation.api.process_payment import ProcessPayment
from risk.presentation.api.detect_fraud import DetectFraud

api: list[URLPattern | URLResolver] = [
    # Looked through in this order with every request: what is called most comes first.
    path("", include("payments.presentation.api.urls")),
    path("", include("accounts.presentation.api.urls")),
    path("", include("payments.correspondence.presentation.api.urls")),
    path("", include("payments.webhooks.presentation.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    # Anything at all, a line break with it; and no form of ours, so no token against forgery.
    re_path(r"", csrf_exempt(problems.not_found)),
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("admin/", admin.site.urls),
    path("v1/", include("payments.gateway.presentation.api.urls")),
    path("", include("bankcore.monitoring.presentation.urls")),
    path("display/", display.choose, name="display"),
    path("", include("bankcore.developers.presentation.web.urls")),
    path("process_payment", ProcessPayment.as_view()),
    path("detect_fraud", DetectFraud.as_view()),
    path("", include("bankcore.identity.presentation.api.urls")),
    path("", include("bankcore.identity.presentation.web.urls")),
    path("", include("accounts.presentation.web.urls")),
    path("", include("payments.presentation.web.urls")),
    path("", include("payments.gateway.presentation.web.urls")),
    path("", include("payments.interbank.presentation.web.urls")),
    path("", include("payments.issuing.presentation.web.urls")),
    path("", include("payments.presentation.web.exchange_urls")),
    path("", include("payments.correspondence.presentation.web.urls")),
    path("", include("payments.processors.presentation.urls")),
    path("", include("reporting.dashboards.presentation.web.urls")),
]
