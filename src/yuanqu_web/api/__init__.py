"""The programming interface: the same services, powers and scopes as the pages, as JSON under /api/."""
