"""Pages of returns: inbox, one return, review of many, what a figure rests on."""
