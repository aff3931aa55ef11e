"""Domain ↔ protobuf. Bad input becomes `InvalidArgument` here."""
