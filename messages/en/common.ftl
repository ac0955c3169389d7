nav-main = Main
nav-skip = Skip to the main content
nav-panel = Conversations
nav-voice = Voice of the customer
nav-review = Review
nav-help = Knowledge
nav-account = Account
nav-logout = Sign out
nav-language = Language
nav-theme = Appearance
theme-auto = As the device
theme-light = Light
theme-dark = Dark
mood-very-negative = Very upset
mood-negative = Unhappy
mood-neutral = Neutral
mood-positive = Pleased
mood-very-positive = Delighted
channel-web = Web
channel-zalo = Zalo
channel-messenger = Messenger
ago-now = just now
ago-minutes = { $count } min
ago-hours = { $count } h
ago-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
day-today = Today
day-yesterday = Yesterday
money-millions = { $amount }m ₫
channel-short-web = Web
channel-short-zalo = Zalo
channel-short-messenger = Mess
