"""What a mail says and how it is put together. Pure: text in, bytes out; nothing is sent from here."""
