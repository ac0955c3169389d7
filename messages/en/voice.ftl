voice-title = Voice of the customer
voice-filters = Filter
voice-period = Period
voice-days-7 = Last 7 days · against the 7 before
voice-days-30 = Last 30 days · against the 30 before
voice-days-90 = Last 90 days · against the 90 before
voice-channel = Channel
voice-channel-all = All channels
voice-channel-one = Channel: { $channel }
voice-apply = Show
voice-export-topics = Export topics
voice-table = View table
voice-table-of = Table: { $what }
voice-close = Close
voice-when = { $first }–{ $last } · { $talks } conversations · { $complaints } complaints

voice-lead-topic = Customers complain most about { $topic }:
voice-lead-share = { $share } of complaints{ $change ->
    [up] , up { $points } points.
    [down] , down { $points } points.
   *[other] .
 }
voice-lead-read = Read what customers said ({ $count })
voice-lead-certain = { $before } the period before. The difference is statistically significant (95%: { $low } to { $high } points).
voice-lead-unclear = { $before } the period before. The difference of { $points } points is within the margin of error (95%: { $low } to { $high }), too little to call it a { $way ->
    [up] rise
   *[other] fall
 }.
voice-lead-same = { $before } the period before as well, next to no change (95%: { $low } to { $high } points).
voice-lead-few = { $before } the period before. With { $count } complaining conversations now and { $earlier } before, there are too few to call it a rise or a fall.
voice-lead-first = No complaints the period before to compare with.
voice-lead-next = Next come { $first } ({ $first_share }) and { $second } ({ $second_share }).
voice-lead-none = Nobody complained in this period.
voice-lead-none-hint = { $talks } conversations were listened to. The figures below tell how customers felt.
voice-lead-thin = { $count ->
    [one] Only one complaint so far,
   *[other] Only { $count } complaints so far,
 } too few to say what hurts most.
voice-pains = Most complained of
voice-pains-hint = Share of all complaints; one complaint may mention several topics.

voice-levels = Three levels of experience
voice-levels-moved = { $down ->
    [none] Against the period before, { $up } went up.
   *[other] { $up ->
        [none] Against the period before, { $down } went down.
       *[other] Against the period before, { $down } went down and { $up } went up.
    }
 }
voice-levels-same = No change beyond the margin of error against the period before.
voice-levels-few = Too few answers to compare with the period before.
voice-levels-none = No survey was answered in this period.
voice-and = { " and " }
voice-key-asked = Asked (survey)
voice-key-inferred = Inferred from words
voice-key-range = 95% confidence interval
voice-key-before = period before
voice-asked = Asked
voice-inferred = Inferred from words
voice-goal = Goal reached
voice-goal-lower = goal reached
voice-goal-counted = share choosing 4 or 5 of 5
voice-ease = Ease
voice-ease-lower = ease
voice-ease-counted = share choosing 4 or 5 of 5
voice-feeling = Feeling
voice-feeling-lower = feeling
voice-feeling-counted = share choosing 4 or 5 of 5
voice-recommend = NPS
voice-recommend-lower = NPS
voice-recommend-counted = from 0 to 10
voice-range = 95%: { $low }–{ $high }
voice-range-signed = 95%: { $low } to { $high }
voice-n = n { $n }
voice-rate = { $rate } answered
voice-n-talks = n { $n } conversations
voice-no-answers = No answers yet
voice-no-ground = Not enough ground
voice-parts = Made of
voice-promoters = { $share } promoters
voice-passives = { $share } passives
voice-detractors = { $share } detractors
voice-strip = { $asked }{ $inferred ->
    [none] {""}
   *[other] ; inferred from words { $inferred }
 }{ $before ->
    [none] {""}
   *[other] ; period before { $before }
 }
voice-strip-asked = Asked { $value }, interval { $low } to { $high }
voice-up = Up { $points } points
voice-down = Down { $points } points
voice-same = Next to no change
voice-unclear-up = Not surely up
voice-unclear-down = Not surely down
voice-few = Few answers so far
voice-nothing-before = No period before
voice-beyond = statistically significant (95%: { $low } to { $high })
voice-within = { $points } points, within the margin of error (95%: { $low } to { $high })
voice-few-hint = too few to call it up or down
voice-inferred-change = inferred: { $points } points, { $sure ->
    [yes] statistically significant
   *[no] within the margin of error
 }
voice-spark = Last 12 weeks, from { $first } to { $last }
voice-bias = Who answers?
voice-bias-happier = Those who answer are happier than the rest: { $answered } content, against { $silent } of those who do not (difference { $points } points, 95%: { $low } to { $high }). The survey looks better than it is.
voice-bias-sadder = Those who answer are less happy than the rest: { $answered } content, against { $silent } of those who do not (difference { $points } points, 95%: { $low } to { $high }). The survey looks worse than it is.
voice-bias-same = No sign that those who answer differ from those who do not: { $answered } and { $silent } content (difference { $points } points, 95%: { $low } to { $high }).
voice-bias-few = Too few answer to know whether they are like the rest.
voice-bias-null = Conversations that give no ground are left out, not counted as neutral.

voice-moods = Mood over time
voice-moods-say = { $share } of messages with a feeling are unhappy or very upset{ $change ->
    [up] , up { $points } points.
    [down] , down { $points } points.
    [unclear] ; no sure difference from the period before.
   *[other] .
 }
voice-moods-none = No message gave ground for a mood yet.
voice-moods-fine = { $n } messages with a clear feeling, of { $talks } conversations. Messages without ground are left out.
voice-moods-chart = Stacked bars: the share of five moods over time. The figures are in the table.
voice-as-share = Percent
voice-as-count = Messages
voice-complained = Complaints by topic over time
voice-complained-say = { $topic } comes up most: { $count } complaints.
voice-complained-none = Nobody complained in this period.
voice-complained-chart = Lines: complaints about the five topics that come up most. The figures are in the table.
voice-no-script = JavaScript is off, so the chart cannot be drawn; all figures are in the table.
voice-chart-failed = The chart could not be drawn. All figures are in the table.
voice-day = Day
voice-week = Week

voice-topics = All topics
voice-topics-say = { $count ->
    [one] One topic came up,
   *[other] { $count } topics came up,
 } { $changed ->
    [0] none of them changed beyond chance.
    [one] one changed beyond chance.
   *[other] { $changed } changed beyond chance.
 }
voice-topics-none = No topic came up yet.
voice-topics-fine = A change in bold is beyond chance when all topics are looked at together (Benjamini–Hochberg 5%). Intervals count conversations, because several messages of one conversation are not independent.
voice-column-topic = Topic
voice-column-path = Topic code
voice-column-mentions = Mentions
voice-column-bad = Negative
voice-column-good = Positive
voice-column-complaints = Complaints
voice-column-share = Share of complaints
voice-column-low = 95% low
voice-column-high = 95% high
voice-column-before = Before
voice-column-change = Change
voice-column-change-low = Change, low
voice-column-change-high = Change, high
voice-column-certain = Beyond chance
voice-column-time = Time
voice-column-channel = Channel
voice-column-text = Customer's words
voice-column-mood = Mood
voice-column-score = Mood score
voice-column-emotion = Emotion
voice-column-complaint = Complaint
voice-column-topics = Topics
voice-column-kind = Kind
voice-column-conversation = Conversation
voice-column-message = message
voice-column-feedback = words to a survey
voice-column-level = Level
voice-column-answers = n
voice-column-rate = Answered
voice-column-result = Outcome
voice-column-now = Now

voice-says = What customers say
voice-says-all = All customers' words
voice-says-lead = Telling words: what is complained of most, what comes next, and a word of praise.
voice-says-none = Nothing said clearly enough to stand here yet.
voice-why-pain = Most complained of
voice-why-other = Next
voice-why-praise = Praise
voice-open = Open conversation
voice-feedback = Written with the rating
voice-complains = Complaint

voice-bot = What the bot achieves
voice-bot-say = The bot kept { $share } of conversations{ $change ->
    [up] , up { $points } points
    [down] , down { $points } points
    [unclear] , no sure change
   *[other] {""}
 }; customers confirmed { $settled } as done.
voice-bot-none = The bot answered no conversation in this period.
voice-bot-kept = Kept by the bot
voice-bot-handed-over = Handed to a person
voice-bot-settled = Customer confirmed: done
voice-bot-unsettled = Customer said: not done
voice-bot-unconfirmed = Nobody confirmed
voice-bot-strip = Kept by the bot { $kept }, of which { $settled } confirmed done by the customer, { $unsettled } said not done and { $unconfirmed } unconfirmed; { $handed } handed to a person
voice-bot-count = { $count ->
    [one] one conversation
   *[other] { $count } conversations
 }
voice-bot-why = Why handed to a person
voice-bot-fine = { $count } bot parts that have ended. Silence is not success: done means that the customer rated the goal 4 or 5.
voice-reason-unknown = a colleague stepped in, or no reason noted
voice-points-change = { $points } points
voice-points-within = { $points } points, within the margin of error

voice-empty = Nothing to listen to in this period
voice-empty-hint = When customers write, their words, moods and ratings appear here. Try a longer period or another channel.
voice-updated = Updated { $time }
voice-sources = Sources: { $channels } and surveys after the conversation
voice-model = Moods and topics are tagged by machine

voice-words = Customers' words
voice-words-back = Back to the overview
voice-words-count = { $count ->
    [one] one message
   *[other] { $count } messages
 }
voice-words-export = Export CSV
voice-words-mood = Mood
voice-words-mood-any = Any mood
voice-words-topic = Topic
voice-words-topic-any = Any topic
voice-words-complaint = Complaints only
voice-words-chips = Filtered by
voice-words-drop = Remove filter: { $what }
voice-words-list = List of customers' words
voice-words-next = Older
voice-words-start = Back to newest
voice-words-none = Nobody said such a thing
voice-words-none-hint = Try fewer filters or a longer period.
voice-chip-days = { $first }–{ $last }
voice-chip-topic = Topic: { $topic }
voice-chip-felt-bad = negative
voice-chip-felt-good = positive
voice-chip-complaint = Complaints
voice-chip-asked = Survey: { $question } { $low }–{ $high }
voice-chip-inferred = Ground for { $question }
voice-chip-inferred-good = { $question }: good, inferred
voice-chip-inferred-bad = { $question }: not good, inferred
voice-chip-reason = Handed over: { $reason }
voice-chip-answered = Answered a survey
voice-chip-silent = Answered no survey

voice-talk = Conversation with { $name }
voice-talk-stranger = Visitor
voice-talk-read = Read only. Private notes are not shown here.
voice-talk-why = Handed to a person: { $reason }
voice-talk-panel = Open in Conversations
voice-talk-began = Began { $time }
voice-talk-ended = ended { $time }
voice-talk-log = Messages

voice-emotion-joy = joy
voice-emotion-trust = trust
voice-emotion-gratitude = gratitude
voice-emotion-surprise = surprise
voice-emotion-confusion = confusion
voice-emotion-worry = worry
voice-emotion-sadness = sadness
voice-emotion-disappointment = disappointment
voice-emotion-anger = anger
voice-emotion-disgust = disgust
