"""The commands, one module each family; what is heavy is imported when a command runs."""
