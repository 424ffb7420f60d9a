"""People and powers: accounts, the organisation tree, seats, and the one gate that every request passes."""
