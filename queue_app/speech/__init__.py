"""Speech: which words are said, by which voice, kept as files of sound; never which call is next."""
