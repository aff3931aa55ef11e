"""Spreadsheets in and out: what is uploaded is read by a child process; what is written is typed cell by cell."""
