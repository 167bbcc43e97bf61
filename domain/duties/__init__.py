"""Duties, obligations and verdicts: pure functions of rules, facts and an instant."""
