"""The rules of `yuanqu check`: each a function from a pack to its findings."""
