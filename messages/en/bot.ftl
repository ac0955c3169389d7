# What the gateway itself says to customers, apart from the bot and from people
notice-queued = { $ahead ->
    [0] Connecting you with a person; you are next in line.
    [one] Connecting you with a person; there is one customer ahead of you.
   *[other] Connecting you with a person; there are { $ahead } customers ahead of you.
}
notice-queued-closed = Our staff work from { $opens }:00 to { $closes }:00. We have passed on this whole conversation, and they will answer you right here when they start.
notice-claimed = { $name } has joined the conversation
notice-returned = The automated assistant is answering again
notice-closed = The conversation has ended
notice-unheard = Our staff are busier than usual; we are sorry to keep you waiting. Your request is noted as { $case }, and somebody will answer right here as soon as they are free. You will not have to start over.
notice-bot-trouble = I have run into a problem and cannot answer just now. Your message is safe, and I am passing it to a person.
bot-offer-person = I am sorry, I still do not understand. Would you like to talk to a person?
button-person = Talk to a person
survey-intro-bot = How was the automated part of this chat?
survey-intro-human = How did we do just now?
case-unheard = Customer waited in the queue and nobody answered
handoff-refused = That could not be done. Reload the page and try again.
handoff-no-such-conversation = This conversation cannot be found.
handoff-not-yours = You do not hold this conversation. Claim it or reply first, then try again.
handoff-taken = Somebody else has taken this conversation.
notice-queued-nobody = We have passed this conversation to our staff. Nobody is online just now; whoever comes in will answer you right here.
bot-handoff-upset = I understand how upsetting this is, and I am sorry. I am passing you to a person right away; you will not have to start over.
channel-source = Read more: { $title }
bot-wordless = Got it, thank you. I can only read text: I cannot look at pictures and files or listen to recordings. Tell me in a few words what you need, or tap the button below and a person will have a look.
rate-goal = Was your matter settled?
rate-goal-low = Not at all
rate-goal-high = Completely
rate-ease = Was it easy?
rate-ease-low = Very hard
rate-ease-high = Very easy
rate-feeling = How do you feel now?
rate-feeling-low = Very upset
rate-feeling-high = Very happy
rate-recommend = Would you recommend { $company } to people you know?
rate-recommend-low = Never
rate-recommend-high = Gladly
rate-scale = ({ $low }: { $lowest }, { $high }: { $highest })
rate-thanks = Thank you, your answers are saved.
bot-introduction = I am the automated assistant of { $company }.
note-contact = The customer gave their details: { $details }
