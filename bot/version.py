"""What we call ourselves to others."""

VERSION = "0.1.0"
AGENT = f"MIPbot/{VERSION}"
