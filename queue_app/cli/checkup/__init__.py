"""What `queue-app doctor` looks at: each examination gives findings, and changes nothing."""
