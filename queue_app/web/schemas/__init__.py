"""The shapes of the API: what it takes (strict, validated) and what it answers (documented)."""
