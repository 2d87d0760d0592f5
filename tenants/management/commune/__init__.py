"""The operator's sub-commands: each module turns arguments into one call, and its answer into text or JSON."""
