"""What residents, duty officers and the clock do with a filing."""
