"""The reference rule set: its model, its schema, its population and hand-written SQL of it."""
