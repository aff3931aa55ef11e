"""What a mail says and how it is put together. Pure: text in, bytes out; nothing is sent from here.

Notifications sends what is written here; consultations shows a reviewer the very same before anything is public.
"""
