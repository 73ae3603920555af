"""A collector to hurt, clients that keep account of its answers, and one file a fault."""
