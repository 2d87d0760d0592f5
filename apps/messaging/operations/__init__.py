"""What leaves, and what is said inside the portal."""

from .notices import forget_old_notices, post_notice, read_all, read_notice
from .outbox import MAXIMUM_ATTEMPTS, QUEUE, RETRY, deliver, record_bounce, requeue_forgotten, resend, send_email
from .preferences import choose

__all__ = [
    "MAXIMUM_ATTEMPTS",
    "QUEUE",
    "RETRY",
    "choose",
    "deliver",
    "forget_old_notices",
    "post_notice",
    "read_all",
    "read_notice",
    "record_bounce",
    "requeue_forgotten",
    "resend",
    "send_email",
]
