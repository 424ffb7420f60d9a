"""Returns on their way: filled in by firms, checked by parks, accepted by the city. What is accepted lies in `returns`."""
