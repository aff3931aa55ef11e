"""Apache Kafka: transport, not truth. Its account and topics, records, a producer and a subscription."""
