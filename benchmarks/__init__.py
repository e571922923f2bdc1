"""What the work costs, measured beside a floor and beside what people do today: `make bench`."""
