"""Facts at rest: data sets, returns and records of other subjects."""
