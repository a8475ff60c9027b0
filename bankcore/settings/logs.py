"""Where log lines go and how they look."""

from typing import Any


def logging_to_console(*, formatter: str) -> dict[str, Any]:
    """Return the configuration of logging with `line` or `json` lines on the error output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"ids": {"()": "bankcore.logs.lines.ContextFilter"}},
        "formatters": {
            "json": {"()": "bankcore.logs.lines.JsonLine"},
            "line": {"()": "bankcore.logs.lines.PlainLine"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["ids"],
            },
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        # Django's own word for a refused request repeats the address, with what was in it; axes
        # tells of each log-in what the audit trail has already.
        "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
    }
