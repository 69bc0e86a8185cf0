"""The command line: one small module a command; heavy libraries are loaded inside commands only."""
