"""The parts of the fault tests: a collector to hurt, clients that keep account, and one file a fault."""
