"""What is still to be delivered."""

from procrastinate.contrib.django.models import ProcrastinateJob


def jobs_waiting() -> int:
    """How many jobs the worker still has before it, of today and of what was entered later."""
    return ProcrastinateJob.objects.filter(status="todo").count()
