"""What PostgreSQL itself keeps from whom, under the application's own filter (ADR 0030)."""
