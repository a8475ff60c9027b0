"""Take a test payment and hear of it by a webhook: python quickstart.py BANK KEY RECEIVER_PORT."""

import sys
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

bank, key, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
api = stripe.StripeClient(key, base_addresses={"api": bank})

# A path of this run's own: another endpoint's deliveries are signed with another secret.
path = f"/{uuid.uuid4().hex}"
hook = {"url": f"http://127.0.0.1:{port}{path}", "enabled_events": ["payment_intent.succeeded"]}
endpoint = api.v1.webhook_endpoints.create(hook)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path != path:
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(
            body, self.headers["Stripe-Signature"], endpoint.secret
        )
        print("verified", event.type, event.data.object.id)
        self.server.has_heard = True
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass  # the lines below say enough


receiver = HTTPServer(("127.0.0.1", port), Receiver)
receiver.has_heard = False
card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"}
method = api.v1.payment_methods.create({"type": "card", "card": card})
order = {"amount": 2500, "currency": "eur", "payment_method": method.id, "confirm": True}
payment = api.v1.payment_intents.create(order)
print("paid", payment.id, payment.status, flush=True)
while not receiver.has_heard:
    receiver.handle_request()
api.v1.webhook_endpoints.delete(endpoint.id)
