"""The pages of those who write and publish."""
