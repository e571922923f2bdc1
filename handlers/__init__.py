"""What people do, a module per story: read what they asked, decide in the heart, say what to show."""
