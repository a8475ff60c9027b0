"""Take a test payment and hear of it by a webhook: python quickstart.py BANK KEY RECEIVER_PORT."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

bank, key, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
api = stripe.StripeClient(key, base_addresses={"api": bank})

endpoint = api.v1.webhook_endpoints.create(
    {"url": f"http://127.0.0.1:{port}/", "enabled_events": ["payment_intent.succeeded"]}
)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(
            body, self.headers["Stripe-Signature"], endpoint.secret
        )
        print("verified", event.type, event.data.object.id)
        self.send_response(200)
        self.end_headers()


receiver = HTTPServer(("127.0.0.1", port), Receiver)
card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"}
method = api.v1.payment_methods.create({"type": "card", "card": card})
order = {"amount": 2500, "currency": "eur", "payment_method": method.id, "confirm": True}
payment = api.v1.payment_intents.create(order)
print("paid", payment.id, payment.status, flush=True)
receiver.handle_request()
