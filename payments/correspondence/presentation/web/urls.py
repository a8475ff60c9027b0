"""Online banking's pages of messages, documents, holds, disputes and notices."""

from django.urls import path

from payments.correspondence.presentation.web import disputes, holds, messages, notices

urlpatterns = [
    path("messages/", messages.threads, name="threads"),
    path("messages/new/", messages.new_thread, name="new_thread"),
    path("messages/<uuid:thread_id>/", messages.thread, name="thread"),
    path("messages/files/<uuid:attachment_id>/", messages.attachment, name="attachment"),
    path("documents/", messages.documents, name="documents"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<slug:kind>/<uuid:thing_id>/", holds.hold, name="hold"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<uuid:dispute_id>/", disputes.dispute, name="dispute"),
    path(
        "disputes/<uuid:dispute_id>/withdraw/", disputes.withdraw_dispute, name="withdraw_dispute"
    ),
    path(
        "accounts/<uuid:account_id>/entries/<int:entry>/dispute/",
        disputes.dispute_entry,
        name="dispute_entry",
    ),
    path("notices/", notices.notices, name="notices"),
]
