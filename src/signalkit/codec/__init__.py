"""Between tree and content: each kind of value read, located, rendered and edited."""
