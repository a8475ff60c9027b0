"""kill -9 of the link at every point of a message's way: no hold stays, and nothing is lost."""

import pytest

from bankcore import clock
from payments.cards.models import StoredReversal
from tests.payments.cards import till
from tests.payments.cards.test_network import authorisation_of, open_at

ENDS = {
    "before_sent": "NOT_SENT",  # nothing left; its security code died with the process
    "sent": "REVERSED",  # the network says 25: never seen
    "written": "REVERSED",
    "answered": "REVERSED",
    "reversal_written": "REVERSED",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("point", ENDS)
def test_whatever_point_the_link_dies_at_no_hold_stays_and_nothing_is_a_false_success(
    start, shop, network, point
):
    method = till.card(shop)
    if point == "reversal_written":
        network.fault("drop_answer")
    before = StoredReversal.objects.count()
    dying = start(point)
    till.wait_for(lambda: till.VISA.health(now=clock.now()).is_up, seconds=60)
    till.pay_in_background(shop, method)
    dying.wait(timeout=30)
    start()
    till.wait_for(lambda: till.operation_states(till.latest()) != [("AUTHORISE", "QUEUED")])
    till.wait_for(till.all_acknowledged, seconds=60)
    payment = till.latest()
    assert till.operation_states(payment)[0] == ("AUTHORISE", ENDS[point])
    assert authorisation_of(payment).state != "SUCCEEDED"
    assert open_at(network, payment) == 0
    taken_back = 0 if point == "before_sent" else 1
    assert StoredReversal.objects.count() == before + taken_back
