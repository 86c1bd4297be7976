"""Input of this service: questions of a procedure, and the small forms of its pages."""
