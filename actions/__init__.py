"""What the bot does: one file for each skill, run by the action server (`python -m rasa_sdk --actions actions`)."""
