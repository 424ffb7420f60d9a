"""The console: a Django platform round the library. It stores facts and records, asks the library, shows the answers."""
