"""Every write of the register. A crime and a report change here and nowhere else, and each change adds a step."""
