"""The composition root: the only place that reaches infra."""
