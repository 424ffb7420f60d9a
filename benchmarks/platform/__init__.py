"""The platform: every page in the handler, and writers and readers at once, at a city's size."""
