"""Small helpers that no capability owns."""
