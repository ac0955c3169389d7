tags-title = Correct the labels
tags-correct = Correct this message's labels
tags-by-person = Set by a person
tags-mood = Mood
tags-unclear = No ground
tags-emotion = Emotion
tags-emotion-none = None shows
tags-intensity = Intensity
tags-complaint = Is it a complaint?
tags-complaint-yes = A complaint
tags-complaint-no = No complaint
tags-topics = Topics
tags-topic-add = Add a topic…
tags-topic-drop = Remove the topic
tags-topic-felt = what is felt about it
tags-felt-1 = Very bad
tags-felt-2 = Bad
tags-felt-3 = Half and half
tags-felt-4 = Good
tags-felt-5 = Very good
tags-felt-none = Only mentioned
tags-right = That's right
tags-save = Save
tags-back = Back to the machine's labels
tags-close = Close
tags-failed = Not saved yet. Please check the network and try again.

review-queues = What there is to review
review-words = Unsure labels
review-questions = Open questions
review-today = { $count ->
    [0] You have reviewed nothing today
    [one] You have reviewed one item today
   *[other] You have reviewed { $count } items today
 }
review-done = Noted.
review-undo = Undo
review-said = A customer's words to review
review-sure = { $share } sure
review-complaint = Complaint
review-no-topic = None
review-judge = Are these labels right?
review-right = All right
review-skip = Later
review-or-mood = Not right? Choose the mood:
review-is-complaint = It is a complaint
review-no-complaint = It is no complaint
review-edit = Correct other labels
review-words-fine = Words of the last 30 days, the least sure first. What you choose replaces the machine's label in every number at once, and teaches the next model.
review-agreed = Over the last 30 days the machine was right in { $share } of { $count ->
    [one] one reviewed label
   *[other] { $count } reviewed labels
 }.
review-words-none = Nothing is left to review
review-words-none-hint = The machine is fairly sure of everything said in the last 30 days, or somebody has looked at it.
review-words-skipped = You have seen all of these
review-questions-skipped = You have seen all of these questions
review-skipped-hint = { $count ->
    [one] One item was left for later.
   *[other] { $count } items were left for later.
 }
review-again = Start again

review-asked = A question that the bot could not answer
review-answer = What a person answered
review-no-answer = Nobody has answered this yet.
review-articles = Which article answers it?
review-search = Search the articles
review-no-articles = No article comes near. Try other words.
review-link = This one
review-new = Needs a new article
review-none = Not a question
review-questions-fine = Questions of the last 30 days for which the bot found no article or called a person. Those linked to an article teach the search.
review-questions-none = No question is left open
review-questions-none-hint = In the last 30 days every question had an article to answer it, or somebody has looked at it.
