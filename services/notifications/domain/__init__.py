"""What a delivery is, who is told what, and what each try makes of it. Pure."""
