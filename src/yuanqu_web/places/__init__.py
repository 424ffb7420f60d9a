"""Parks on the map."""
