"""Dates as 2014-07-31 in every language."""
