# The chat on the company's site. What stands [in brackets] is filled in by the widget.
widget-launcher = Chat with [company]
widget-panel = Chat with [company]
widget-log = Conversation
widget-unread = [count] unread
widget-minimise = Minimise
widget-ask-person = Talk to a person
widget-bot-status = Automatic · people [opens]:00–[closes]:00
widget-queued-status = Finding someone for you
widget-agent-status = [company] support
widget-closed-status = This conversation has ended

widget-greeting = Hello, I'm [company]'s automatic assistant. How can I help?
widget-starter-order = Where is my order?
widget-starter-shipping = What does delivery cost?
widget-starter-returns = I'd like to return something

widget-by-bot = Automatic assistant
widget-by-you = You
widget-by-agent = [agent], support
widget-bot-typing = The assistant is answering
widget-agent-typing = [agent] is typing
widget-source = Source: [title]
widget-quick-replies = Quick replies
widget-today = Today
widget-yesterday = Yesterday
widget-older = Show earlier messages
widget-newest = Jump to the newest

widget-sending = Sending
widget-waiting = Will be sent when you're back online
widget-sent = Sent
widget-read = Read
widget-failed = Not sent
widget-retry = Send again
widget-refused-retry = Edit

widget-order = Order [code]
widget-order-step = Step [step] of [steps]
widget-order-late = [days] days late
widget-order-late-one = 1 day late
widget-order-promised = Promised for [date]
widget-order-since = [place] since [date]
widget-order-more = and [count] more
widget-order-status-placed = Placed
widget-order-status-packed = Packed
widget-order-status-shipped = On its way
widget-order-status-at_hub = At the hub
widget-order-status-out_for_delivery = Out for delivery
widget-order-status-delivered = Delivered
widget-order-status-cancelled = Cancelled
widget-order-status-returned = Returned

widget-compose = Message
widget-compose-hint = Write a message…
widget-send = Send
widget-left = [count] characters left
widget-over = [count] characters too many
widget-machine = You're talking to a machine
widget-person = You're talking to a person
widget-queue-note = They will read this whole conversation
widget-after-close = Next, the assistant answers

widget-loading = Opening the conversation…
widget-offline = You're offline. What you write is kept and sent when you're back.
widget-reconnecting = Reconnecting…
widget-broken = The conversation could not be opened.
widget-try-again = Try again
widget-busy = That was a little fast. Your message goes out in a few seconds.

widget-rate-goal = Was your matter settled?
widget-rate-goal-low = Not at all
widget-rate-goal-high = Completely
widget-rate-ease = Was it easy?
widget-rate-ease-low = Very hard
widget-rate-ease-high = Very easy
widget-rate-feeling = How do you feel now?
widget-rate-feeling-low = Very upset
widget-rate-feeling-high = Very happy
widget-rate-recommend = Would you recommend [company] to people you know?
widget-rate-recommend-low = Never
widget-rate-recommend-high = Gladly
widget-rate-words = Anything you'd like to add?
widget-rate-words-hint = What pleased you, or didn't…
widget-rate-send = Send feedback
widget-rate-thanks = Thank you, your answers are saved.
widget-rate-thanks-words = Thank you, your words have reached us.
widget-rate-failed = Not saved. Please choose again.
widget-rate-scale = That is not on the scale.

widget-data = My data
widget-data-back = Back to the conversation
widget-data-intro = To help you, we keep what is listed here. Only you and [company]'s staff can see it.
widget-data-messages = Messages you sent
widget-data-conversations = Conversations
widget-data-since = Kept since
widget-data-name = Name
widget-data-phone = Phone
widget-data-email = E-mail
widget-data-nothing = Nothing yet. A conversation is kept from your first message on.
widget-data-failed = Your data could not be loaded.
widget-data-more = Your rights, and how long we keep it
widget-language = Tiếng Việt

widget-text-empty = The message is empty.
widget-text-too-long = The message is longer than { $limit } characters. Please split it up.
widget-choice-gone = This choice is no longer there.

wait-closed = Our people are here { $opens }:00–{ $closes }:00 and will answer you right here
wait-nobody-online = Nobody is online yet; whoever comes in sees your message first
wait-longer = We're busier than usual; your place in the queue is kept
wait-ahead = { $count ->
    [one] One person is before you
   *[other] { $count } people are before you
}
wait-usual = You're next · usually under { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}
wait-next = You're next
