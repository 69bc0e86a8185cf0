"""What people and files get of a run: the run folder, terminal tables and findings."""
