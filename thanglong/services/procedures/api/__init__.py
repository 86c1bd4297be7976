"""The programming interface of this service: procedures, dossiers, files and the desk."""

from thanglong.services.procedures.api import catalogue, desk, dossiers, files, tracking

ROUTERS = [catalogue.router, dossiers.router, files.router, desk.router, tracking.router]

__all__ = ["ROUTERS"]
