"""From scenario text to a frozen, checked value: positions, units, distributions, schema, rules."""
