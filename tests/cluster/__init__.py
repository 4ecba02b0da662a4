"""A real cluster of three processes on this machine, and what happens to searches when it loses one."""
