"""The board: how each target stands, article by article."""
