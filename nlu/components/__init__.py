"""Rasa graph components of our own. They run in Rasa's interpreter; nothing else imports them."""
