"""How a commune is born, changes its configuration, and disappears."""
