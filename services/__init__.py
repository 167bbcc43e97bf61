"""What people and programs can ask for: use cases, the composition root, the doors."""
