"""Tests of yuanqu.facts."""
