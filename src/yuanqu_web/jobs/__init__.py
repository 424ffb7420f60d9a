"""Work beyond a request: queued, leased, resumed, never stuck."""
