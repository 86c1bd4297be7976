"""The city behind its door, as the web server that comes along opens it."""

from thanglong.config.door import Door
from thanglong.config.wsgi import application as city

application = Door(city)
