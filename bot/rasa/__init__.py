"""What runs inside Rasa's interpreter: our channel, our tracker store. Loaded by module path, imported by nobody."""
