"""Online banking's pages about orders and files of payments."""

from django.urls import path

from payments.presentation.web import bulk_files, pay, payees, standing_orders, undoing

urlpatterns = [
    path("pay/", pay.pay, name="pay"),
    path("pay/held/<uuid:held_id>/", undoing.held, name="held"),
    path("pay/held/<uuid:held_id>/undo/", undoing.undo, name="undo_payment"),
    path("pay/undo-time/", undoing.undo_time, name="undo_time"),
    path("payees/", payees.payee_list, name="payees"),
    path("payees/<uuid:payee_id>/", payees.payee, name="payee"),
    path("payees/<uuid:payee_id>/remove/", payees.remove_payee, name="remove_payee"),
    path("pay/<slug:kind>/<int:transaction_id>/", pay.paid, name="paid"),
    path("standing-orders/", standing_orders.standing_orders, name="standing_orders"),
    path("upcoming/", standing_orders.upcoming, name="upcoming"),
    path("standing-orders/new/", standing_orders.new_standing_order, name="new_standing_order"),
    path("standing-orders/<uuid:order_id>/", standing_orders.standing_order, name="standing_order"),
    path(
        "standing-orders/<uuid:order_id>/change/",
        standing_orders.change_standing_order,
        name="change_standing_order",
    ),
    path(
        "standing-orders/<uuid:order_id>/skip/",
        standing_orders.skip_standing_order_date,
        name="skip_standing_order_date",
    ),
    path(
        "standing-orders/<uuid:order_id>/<slug:act>/",
        standing_orders.act_on_standing_order,
        name="act_on_standing_order",
    ),
    path("payment-files/", bulk_files.bulk_files, name="bulk_files"),
    path("payment-files/<uuid:file_id>/", bulk_files.bulk_file, name="bulk_file"),
    path(
        "payment-files/<uuid:file_id>/confirm/",
        bulk_files.confirm_bulk_file,
        name="confirm_bulk_file",
    ),
    path("payment-files/<uuid:file_id>/result.csv", bulk_files.bulk_file_csv, name="bulk_file_csv"),
    path("payment-files/<uuid:file_id>/result.xml", bulk_files.bulk_file_xml, name="bulk_file_xml"),
]
