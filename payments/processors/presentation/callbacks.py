"""Where other processors call: POST /callbacks/stripe."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from bankcore import clock
from payments.processors import public as processors

_MOST_BYTES = 256 * 1024


# No form of ours: the signature is the authentication.
@method_decorator(csrf_exempt, name="dispatch")
class StripeCallback(View):
    """Keeps a notice and answers at once; what it asks for is done later."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        body = request.read(_MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            return HttpResponse(status=413)
        try:
            processors.receive_callback(
                body=body,
                signature=request.headers.get("Stripe-Signature", ""),
                now=clock.now(),
            )
        except processors.CallbackRefused:
            return HttpResponse(status=400)
        return HttpResponse(status=200)
