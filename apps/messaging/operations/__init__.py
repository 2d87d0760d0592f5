"""What leaves, and what is said inside the portal."""

from .delivery import deliver, record_bounce, requeue_forgotten, resend
from .notices import forget_old_notices, post_notice, read_all, read_notice
from .outbox import send_email
from .outcomes import MAXIMUM_ATTEMPTS, WITHHELD
from .preferences import choose
from .queue import QUEUE, RETRY

__all__ = [
    "MAXIMUM_ATTEMPTS",
    "QUEUE",
    "RETRY",
    "WITHHELD",
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
