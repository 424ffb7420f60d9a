"""Registers: one machine that keeps every register form of the policy pack."""
