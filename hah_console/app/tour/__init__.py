"""The guided tour: drives the real program through a day at speed and reports what happened."""
