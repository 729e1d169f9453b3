"""The look: tokens, icons, what pages may load."""
