"""The settings of the next release."""

from thanglong.config import settings as present

globals().update({name: getattr(present, name) for name in dir(present) if name.isupper()})
INSTALLED_APPS = [*present.INSTALLED_APPS, "tests.faults.next_release"]
