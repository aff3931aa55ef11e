"""What identity knows and decides. Pure: no database, no wire, no clock."""
