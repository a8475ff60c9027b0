"""What several do at the same moment is done once."""

from uuid import uuid4

from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.models import Dispute, Message, Thread
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, eur, request_key
from tests.payments.correspondence import letters
from tests.payments.services import online


def test_two_clicks_are_one_message_and_two_wishes_one_dispute(committed_bank):
    anna, key = online.customer("anna"), uuid4()
    sent = letters.letter(key=key)
    about = correspondence.About.held_account(anna.account.account_id)
    written = in_threads(
        4,
        lambda _: correspondence.write(letter=sent, about=about, actor=anna.actor, now=NOW),
    )
    assert set(written) == {Thread.objects.get().public_id}
    assert Message.objects.count() == 1

    order = payments.CashOrder(account_id=anna.account.account_id, amount=eur(10))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    disputed = in_threads(
        4,
        lambda _: correspondence.dispute_entry(
            order=correspondence.NewDispute(
                account_id=anna.account.account_id,
                entry=2,
                reason=correspondence.DisputeReason.NOT_MINE,
                words="It was not me.",
                request_key=uuid4(),
            ),
            actor=anna.actor,
            now=NOW,
        ),
    )
    refused = [each for each in disputed if isinstance(each, correspondence.AlreadyDisputed)]
    assert len(refused) == 3
    assert Dispute.objects.get().public_id in disputed
    assert Thread.objects.count() == 2
