"""Messages by area: one module per code prefix, each with a tuple MESSAGES."""
