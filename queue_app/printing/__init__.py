"""What is printed: pure functions from data to bytes. Nothing here sends anything to a printer."""
