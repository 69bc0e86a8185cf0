"""What a log says: metrics, intervals over replications, and the provenance of interdictions."""
