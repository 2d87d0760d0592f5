"""The rules of the trade, in plain Python: no framework, no clock, no database."""
