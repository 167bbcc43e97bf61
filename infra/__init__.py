"""How the outside is reached: databases, Kafka, files, the clock."""
