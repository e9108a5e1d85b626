"""What pages show, as plain values: templates hold the words, these hold the choices."""
