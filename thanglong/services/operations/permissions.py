"""What one may do in this service: the state of the house is open to whoever asks for it."""

from thanglong.kernel.web.permissions import Permission

ALL: list[Permission] = []
