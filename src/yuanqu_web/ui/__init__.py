"""The shell of every page and its components: layout, states, numbers, tables, charts, search."""
