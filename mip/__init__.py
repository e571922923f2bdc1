"""The heart: accounts, status, consent, labels, schedules, commands. No I/O, no clock, no library."""
