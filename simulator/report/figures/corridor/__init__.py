"""What the map and the lane diagram draw alike: flows, where they are stopped, agencies and who tells whom."""
