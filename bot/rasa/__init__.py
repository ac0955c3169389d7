"""What runs inside Rasa's interpreter: our channel, our tracker store. Loaded by module path; nothing else imports it."""
