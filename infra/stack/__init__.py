"""How to start PostgreSQL and Kafka for tests and trials."""
