"""Access tokens: keys with which programs come in, each with a scope of its own."""
