"""Work that is done later: queues, workers and the timetable."""

from bankcore.settings.env import read

_ENVIRONMENT = read()

# The workers' program, which task hears of which event, and every event that there is.
TASK_APP = "bankcore.celery.app"
OUTBOX_SUBSCRIPTIONS = "bankcore.subscriptions.SUBSCRIPTIONS"
OUTBOX_TOGETHER = "bankcore.subscriptions.TOGETHER"
OUTBOX_EVENTS = "bankcore.events.EVENTS"

# A task is acknowledged when it is done: one whose worker dies is given to another, so every task
# must bear being run twice. Nothing is stored of results; what tasks do is in the database.
CELERY_BROKER_URL = _ENVIRONMENT.broker_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 10}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A queue for each concern, so that each is scaled and fails alone. The first that fits holds.
# What takes long and is waited for by nobody (training, checks of all the books) is on `default`.
CELERY_TASK_ROUTES = {
    "bankcore.alerts.tasks.tell_of_alert": {"queue": "mail"},
    "bankcore.identity.tasks.send_*": {"queue": "mail"},
    "payments.gateway.tasks.tell_of_disabled_endpoint": {"queue": "mail"},
    "payments.correspondence.tasks.tell_*": {"queue": "mail"},
    "payments.settlement.tasks.*": {"queue": "settlement"},
    "payments.reconciliation.tasks.*": {"queue": "settlement"},
    "payments.*": {"queue": "payments"},
    "risk.scoring.tasks.*": {"queue": "default"},
    "risk.*": {"queue": "risk"},
    "reporting.*": {"queue": "warehouse"},
    # The one queue whose worker has the seal's private key.
    "bankcore.seals.tasks.*": {"queue": "seal"},
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = _ENVIRONMENT.worker_processes
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Events in Redis Streams for consumers outside: by which URI they name this bank, how many each
# stream keeps, and which domains have one.
EVENT_SOURCE = _ENVIRONMENT.event_source
EVENT_STREAM_LENGTH = _ENVIRONMENT.event_stream_length
EVENT_STREAMS = "bankcore.subscriptions.STREAMS"
# What is not folded is read with each payment that is screened.
FOLD_SECONDS = 2.0
CELERY_BEAT_SCHEDULE = {
    "gateway-sweep": {"task": "payments.gateway.tasks.sweep", "schedule": 5.0},
    "gateway-forget": {
        "task": "payments.gateway.tasks.forget_requests",
        "schedule": 60.0 * 60,
    },
    "fold-features": {"task": "risk.features.tasks.fold", "schedule": FOLD_SECONDS},
    "watch-case-clocks": {"task": "risk.cases.tasks.watch_clocks", "schedule": 60.0},
    "measure-fraud-models": {
        "task": "risk.scoring.tasks.measure_performance",
        "schedule": 60.0 * 60 * 24,
    },
    "train-fraud-model": {
        "task": "risk.scoring.tasks.train",
        "schedule": 60.0 * 60 * 24 * 7,
    },
    "measure-drift": {
        "task": "risk.scoring.tasks.measure_drift",
        "schedule": 60.0 * 60 * 24,
    },
    "expire-held-payments": {
        "task": "payments.tasks.expire_held_payments",
        "schedule": 600.0,
    },
    "book-undoable": {"task": "payments.tasks.book_what_cannot_be_undone", "schedule": 5.0},
    "expire-cards": {"task": "payments.issuing.tasks.expire", "schedule": 600.0},
    "gateway-expire": {"task": "payments.gateway.tasks.expire", "schedule": 600.0},
    "expire-holds": {"task": "bankcore.ledger.tasks.expire_holds", "schedule": 60.0},
    "seal": {"task": "bankcore.seals.tasks.seal", "schedule": 60.0},
    "verify-seal": {"task": "bankcore.seals.tasks.verify", "schedule": 60.0 * 60 * 24},
    "probe-readiness": {"task": "risk.operational.tasks.probe", "schedule": 60.0},
    "expire-requests": {"task": "bankcore.approvals.tasks.expire_requests", "schedule": 600.0},
    "remove-lists": {"task": "bankcore.exports.tasks.remove_lists", "schedule": 600.0},
    "forget-api-requests": {
        "task": "bankcore.developers.tasks.forget_old_requests",
        "schedule": 60.0 * 60,
    },
    "forget-nonces": {"task": "bankcore.identity.tasks.forget_old_nonces", "schedule": 600.0},
    "forget-tokens": {"task": "bankcore.identity.tasks.forget_expired_tokens", "schedule": 600.0},
    "clear-networks": {"task": "payments.settlement.tasks.clear_networks", "schedule": 3600.0},
    "take-network-files": {
        "task": "payments.settlement.tasks.take_network_files",
        "schedule": 60.0,
    },
    "settle-merchants": {"task": "payments.settlement.tasks.settle_merchants", "schedule": 1800.0},
    "pay-out": {"task": "payments.settlement.tasks.pay_out", "schedule": 60.0},
    "watch-reversals": {"task": "payments.cards.tasks.watch_reversals", "schedule": 60.0},
    "watch-log-readers": {"task": "bankcore.monitoring.tasks.watch_log_readers", "schedule": 60.0},
    "raise-alerts": {"task": "bankcore.alerts.tasks.raise_alerts", "schedule": 60.0},
    "expire-confirmations": {
        "task": "bankcore.identity.tasks.expire_confirmations",
        "schedule": 600.0,
    },
    "inquire-processors": {"task": "payments.processors.tasks.inquire_due", "schedule": 30.0},
    "destroy-unused-cards": {
        "task": "payments.vault.tasks.destroy_unused_cards",
        "schedule": 60.0 * 60 * 24,
    },
    "verify-books": {
        "task": "bankcore.endofday.tasks.verify_books",
        "schedule": 60.0 * 60 * 24,
    },
    "exchange-sepa": {"task": "payments.interbank.tasks.exchange_sepa", "schedule": 60.0},
    "sweep-instant": {"task": "payments.interbank.tasks.sweep_instant", "schedule": 5.0},
    "exchange-ach": {"task": "payments.interbank.tasks.exchange_ach", "schedule": 60.0},
    "mail-dashboards": {"task": "reporting.dashboards.tasks.send_mails", "schedule": 600.0},
    "load-warehouse": {"task": "reporting.warehouse.tasks.load", "schedule": 60.0 * 60},
    "forget-handled": {
        "task": "bankcore.outbox.tasks.forget_handled",
        "schedule": 60.0 * 60 * 24,
    },
    "tidy-warehouse": {"task": "reporting.warehouse.tasks.tidy", "schedule": 60.0 * 60 * 24},
    "make-reports": {"task": "reporting.reports.tasks.make_due", "schedule": 600.0},
    "purge-reports": {"task": "reporting.reports.tasks.purge", "schedule": 60.0 * 60 * 24},
    "make-partitions": {
        "task": "bankcore.ledger.tasks.make_partitions_ahead",
        "schedule": 60.0 * 60 * 24,
    },
}
