# Answers from the help centre, as the bot says them.
knowledge-answer = { $text }
