"""One tiny class for each publisher; what is special about a publisher stands in the registry (publishers.toml)."""
