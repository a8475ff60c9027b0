"""Addresses of standing orders and files of payments."""

from django.urls import path

from payments.presentation.api import bulk_files, standing_orders

urlpatterns = [
    path("standing-orders", standing_orders.StandingOrderList.as_view()),
    path("standing-orders/<uuid:order_id>", standing_orders.StandingOrderDetail.as_view()),
    path("standing-orders/<uuid:order_id>/pause", standing_orders.StandingOrderPause.as_view()),
    path("standing-orders/<uuid:order_id>/resume", standing_orders.StandingOrderResume.as_view()),
    path("standing-orders/<uuid:order_id>/cancel", standing_orders.StandingOrderCancel.as_view()),
    path("bulk-files", bulk_files.BulkFileList.as_view()),
    path("bulk-files/<uuid:file_id>", bulk_files.BulkFileDetail.as_view()),
    path("bulk-files/<uuid:file_id>/lines", bulk_files.BulkFileLines.as_view()),
    path("bulk-files/<uuid:file_id>/result.csv", bulk_files.BulkFileResultCsv.as_view()),
    path("bulk-files/<uuid:file_id>/result.xml", bulk_files.BulkFileResultXml.as_view()),
]
