"""Items typed or pasted one per line, as on a phone: what each line says, to whom, and what was left out of it."""
