panel-stranger = Visitor
panel-stranger-numbered = Visitor { $number }

list-label = List of conversations
list-tabs = Groups of conversations
list-order = Most urgent first
list-search = Search people, words, order codes
list-unread = Unread messages
list-by-bot = Bot:
list-by-me = You:
list-waits = Waiting { $time }
list-bot = Bot is answering
list-closed = Done
list-more = Show more
list-found = { $more ->
    [1] More than { $count } results
   *[other] { $count ->
        [one] { $count } result
       *[other] { $count } results
    }
 }
list-none-found = No conversation found
list-none-found-hint = Try a name, some words or an order code; accents are not needed.
tab-mine = Mine
tab-waiting = Waiting
tab-bot = Bot
tab-all = All
list-empty-mine = You hold no conversation yet
list-empty-hint-mine = Take one under Waiting to begin.
list-empty-waiting = Nobody is waiting
list-empty-hint-waiting = Customers who need a person appear here at once.
list-empty-bot = The bot is idle
list-empty-hint-bot = Conversations that the bot is in appear here for you to watch.
list-empty-all = No conversations yet
list-empty-hint-all = The first message of a customer appears here.

thread-none = Choose a conversation to begin
thread-none-waiting = { $count ->
    [0] No customer is waiting right now.
    [one] { $count } customer is waiting for a person.
   *[other] { $count } customers are waiting for a person.
 }
thread-back = Back to the list
thread-label = Messages with { $name }
thread-others = { $names } also looking
thread-bot = Bot
thread-me = You
thread-note = Private note by { $name }
thread-unsent = The bot's answer was not sent because a person had taken over
thread-feedback = The customer's words in the survey
thread-typing = { $name } is typing…
thread-queued = The bot called a person: { $reason }
thread-claimed-waited = { $name } took it; the customer waited { $wait }
thread-took-over = { $name } took over
thread-reopened = { $name } reopened it
thread-unanswered = The hold ran out without an answer; back in the queue
thread-returned = { $name } gave it back to the bot
thread-lapsed = The hold ran out; the bot goes on
thread-came-back = The customer wrote again; the bot goes on
thread-closed = { $name } closed it
thread-ended = Ended because nobody wrote any more
thread-moved = Somebody else answers now
thread-case-opened = Case { $number } opened
thread-recognised = The customer proved who they are
thread-survey-asked-bot = The customer was asked about the bot's part
thread-survey-asked-human = The customer was asked about the agent's part
thread-survey-answered = The customer's rating: { $ratings }
thread-rating-goal = got it done
thread-rating-ease = ease
thread-rating-feeling = feeling
thread-rating-recommend = recommend

duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }

reason-requested = the customer asked for a person
reason-anger = the customer is angry
reason-risk = a serious matter
reason-failed = the bot could not answer
reason-policy = a person has to decide
reason-out-of-hours = the customer wrote out of hours
reason-other = somebody should look

state-pending = Sending
state-sent = Sent
state-delivered = Delivered
state-seen = Seen
state-failed = Not sent
state-unknown = Not known whether sent
state-unsent = Not sent
state-handled = Handled
state-received = Received
state-kept = Kept

own-mine = { $minutes ->
    [one] You hold this conversation. The bot stays silent for { $minutes } more minute.
   *[other] You hold this conversation. The bot stays silent for { $minutes } more minutes.
 }
own-other = { $name } holds this conversation. If you answer, you take it over.
own-queued = The customer has been waiting for { $time }. Take it, or just answer.
own-bot = The bot is answering. You can watch; if you answer, the bot falls silent.
own-closed = Done: { $time }.
do-claim = Take
do-release = Back to bot
do-close = Done
do-extend = +30 minutes

composer-label = Write an answer
composer-hint = Answer { $who } on { $channel }…
composer-note-hint = A note for colleagues; the customer never sees it…
composer-mode = Kind of message
composer-reply = Answer
composer-note = Private note
composer-send = Send
composer-retry = Try again
suggest-label = Suggested answers
suggest-macro = Template: { $title }
suggest-reject = Does not fit

live-lost = The live connection is lost. The page still refreshes every few seconds.

context-label = Context
context-why = Why it came to you
context-summary = Summary
context-next = What to do next
context-orders = Orders
context-cases = Open cases
context-customer = Customer
context-past = Earlier
summary-wants = Wants
summary-tried = Tried
summary-known = Known
summary-mood = Mood
summary-unclear = Not clear yet
summary-nothing-tried = Nothing was answered yet
known-verified = Verified
known-unverified = Not verified
known-return-item = To return: { $value }
known-return-reason = Reason: { $value }
tried-article = The bot sent the article “{ $title }”
tried-order = The bot gave the status of { $code }: { $status }
tried-bot = Bot: “{ $words }”
tried-person = { $name }: “{ $words }”
course-steady = { $first } all along
course-changed = From { $first } to { $last }
why-requested = The customer asked for a person.
why-anger = The customer is very angry.
why-risk = The message looks serious; somebody should see it now.
why-failed = The bot could not answer.
why-policy = A person has to decide this.
why-out-of-hours = The customer wrote out of hours.
why-other = Somebody should look at it.
why-mood-fell = The mood fell clearly at “{ $words }”.
why-very-upset = The customer was very upset at some point.
why-late = Order { $code } is { $days ->
    [one] { $days } day
   *[other] { $days } days
 } late.
why-urgent = The customer says it is urgent.
wish-ask-order-status = Know where the order is
wish-cancel-order = Cancel an order
wish-change-address = Change the delivery address
wish-request-return = Return something
wish-ask-shipping-fee = Delivery fee
wish-ask-shipping-time = Delivery time
wish-ask-return-policy = Return policy
wish-ask-refund = Refund
wish-ask-warranty = Warranty
wish-ask-payment = Payment
wish-ask-size = Choosing a size
wish-ask-product-care = Use and care
wish-ask-stock = Availability
wish-ask-store = Stores
wish-ask-hours = Opening hours
wish-ask-points = Points and tiers
wish-ask-promotion = Promotions
wish-ask-invoice = Invoice
wish-ask-privacy = Personal data
wish-give-feedback = Give feedback
wish-edit-order = Change an order
wish-report-item-problem = Report a broken, faulty, wrong or missing item
wish-ask-case = Ask how far a case is
wish-place-order = Place an order
wish-ask-price = Prices
wish-ask-recommendation = Advice on what to buy
wish-report-payment-problem = Trouble with a payment
wish-ask-product-info = Material and origin
wish-ask-gift = Gift wrapping and gift cards
wish-ask-wholesale = Large orders
wish-ask-account = Account and sign-in
wish-report-fraud = Report a fraud
wish-report-site-problem = Trouble with the website
wish-ask-careers = Jobs
wish-request-callback = Wants to be called back
orders-unreachable = The order system cannot be reached. Try again in a few minutes.
orders-none = No open orders.
order-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
 }
order-step = Step { $step } of 5
order-promised = promised { $date }
order-unproved = This visitor has not proved to be the buyer
facts-orders = Bought
facts-orders-count = { $count ->
    [one] { $count } order
   *[other] { $count } orders
 }
facts-value = Value
facts-since = Customer since
customer-since = customer since { $year }
past-none = This is their first conversation.
past-other = Conversation
past-person = agent
past-bot = bot

next-pick = Which item?
next-reject = Dismiss: { $title }
next-button-case = Open
next-button-callback = Book
next-button-draft = Draft
next-button-return = Create
next-button-cancel = Cancel order
next-button-close = Done
next-call-back-title = Call back within 15 minutes
next-call-back-reason = The customer is very upset and the matter is not small; a voice calms faster than text.
next-call-back-reason-vip = A VIP customer is very upset and should hear a person's voice.
next-call-back-customer = heard at once
next-call-back-company = one call
next-late-case-title = Open a “late delivery” case
next-late-case-reason = { $before ->
    [0] Promised for { $promised }, { $days } day(s) late by now.
   *[other] Promised for { $promised }, { $days } day(s) late by now; { $before } other order(s) of this customer were late too.
 }
next-late-case-customer = somebody follows it to the door
next-late-case-company = { $code }, { $days } day(s) late, is not forgotten
next-late-compensation-title = Offer what is due for a late order
next-late-compensation-reason = By the article on late delivery, { $days } day(s) late is made good; say it before they have to ask.
next-late-compensation-customer = made good without asking
next-late-compensation-company = −{ $cost }
next-late-cancel-title = Offer cancellation with a full refund
next-late-cancel-reason = { $days } days late: the customer may cancel and get everything back.
next-late-cancel-customer = free to wait or cancel
next-late-cancel-company = may refund { $total }
next-start-return-title = Start a return for { $code }
next-start-return-reason = Something is wrong with the goods and returns are open until { $until }.
next-start-return-customer = nothing more to do
next-start-return-company = goods of { $code } come back
next-cancel-order-title = Cancel order { $code }
next-cancel-order-reason = The customer wants to cancel and it has not left the warehouse.
next-cancel-order-customer = cancelled at once
next-cancel-order-company = −{ $total } revenue
next-cancel-order-sure = Cancel order { $code }? This cannot be undone.
next-ask-order-title = Ask for the order code
next-ask-order-reason = The customer asks about an order without saying which.
next-ask-order-customer = the right order is checked
next-ask-order-company = no mix-up
next-verify-title = Ask for the phone's last four digits
next-verify-reason = The customer names { $code } but has not proved to be its buyer.
next-verify-customer = their data stays private
next-verify-company = no data leaks
next-complaint-case-title = Open a complaint case
next-complaint-case-reason = The customer complains and no case holds it yet.
next-complaint-case-customer = answered to the end
next-complaint-case-company = counted and dealt with
next-close-title = Close the conversation
next-close-reason = The customer is content and nothing is open.
next-close-customer = asked how it was
next-close-company = you are free for the next
next-done-case = Case { $number } is open.
next-done-callback = The call is booked, case { $number }.
next-done-return = Return { $number } is created.
next-done-cancel = Order { $code } is cancelled.
next-done-close = Done.

case-title-late-case = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
 }: order { $code }
case-title-complaint-case = Complaint: { $about }
case-title-call-back = Call back { $who }

address-unknown = there
draft-and = { " and " }
draft-late-fee = refund the delivery fee of { $fee }
draft-late-voucher = send you a { $voucher } voucher for your next order
draft-late-compensation = I am truly sorry, { $who }: order { $code } is { $days ->
    [one] { $days } day
   *[other] { $days } days
 } late. We will { $offer }; you get it within 24 hours of delivery and need not do anything.
draft-late-cancel = I am very sorry, { $who }: order { $code } is { $days } days late by now. You may cancel it and get everything back, even while it is on its way. Shall I cancel it, or shall we go on delivering it?
draft-verify = To keep your data safe, { $who }, could you give me the last four digits of the phone number on order { $code }?
draft-ask-order = Could you give me your order code (it begins with DH), { $who }? I will check it right away.
draft-return-done = I have created return { $number } for { $item } in order { $code }. A colleague will get in touch to arrange the pick-up; please keep the goods and the packaging.
draft-cancel-done = I have cancelled order { $code } for you, { $who }. If you have already paid, we refund it the way you paid.
draft-call-back = I will call you within 15 minutes, { $who }, to sort this out in person.
opening-sorry = This is { $agent }. I am truly sorry about this, { $who }.
opening-hello = This is { $agent }; I am happy to help, { $who }.
opening-next = { $who },

keys-title = Keyboard shortcuts
keys-close = Close
keys-search = Search
keys-move = Next, previous conversation
keys-reply = Write an answer
keys-note = Write a private note
keys-insert = Insert a suggestion
keys-claim = Take the conversation
keys-release = Give it back to the bot
keys-close-conversation = Mark as done
keys-context = Show or hide the context
keys-help = Show the shortcuts
keys-send = Send (Shift Enter for a new line)
keys-send-note = Save as a private note
keys-leave = Leave the composer

js-draft-kept = Draft kept on this device
js-sending = Sending…
js-send-failed = Not sent; your text is still here.
js-save-note = Save note
js-send = Send
js-failed = That did not work. Please try again.
js-case-opened = The case is recorded.
sure-yes = Yes
sure-no = No
thread-section = Open conversation

own-outside = Somebody is answering in { $channel } itself, and the bot is silent. Take it, or answer right here.
thread-outside-staff = Staff in { $channel }
thread-outside = Staff answered in { $channel } itself, the bot is silent
thread-reaction = The customer’s reaction
reason-outside = staff answered outside this panel
failure-window = the platform’s time for writing to this customer is over
failure-quota = no messages left for this customer
failure-blocked = the customer has blocked us, or the platform lets nobody write to them
failure-token = the connection to the platform is broken, tell your administrator
failure-rate = the platform says that we send too fast
failure-refused = the platform refused this message
failure-unreachable = the platform cannot be reached
failure-unsupported = the platform does not take this kind of message

window-open = Deadline for writing on { $channel }: { $time }.
window-people-only = After 24 hours { $channel } lets only people write. Deadline: { $time }.
window-closed = The time for writing on { $channel } is over: { $time }. The customer has to write first.
window-quota = { $remain } messages left.
window-quota-of = { $remain } of { $total } messages left.
file-image = Picture
file-audio = Recording
file-video = Video
file-file = File
file-sticker = Sticker
file-location = Place
file-link = Link
file-contact = Contact card
file-waiting = being fetched
file-refused = not fetched: its type, size or address is not safe
file-failed = could not be fetched
list-attachment = [attachment]
list-by-staff = Staff:
