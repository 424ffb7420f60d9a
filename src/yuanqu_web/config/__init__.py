"""Settings, addresses and the server process of the console."""
