help-title = Help centre
help-headline = What are you looking for?
help-search = Search
help-search-hint = For example: shipping to Da Nang
help-found = { $count ->
    [0] Nothing found for “{ $question }”
    [one] One article for “{ $question }”
   *[other] { $count } articles for “{ $question }”
}
help-nothing = Try other words, or ask us: the assistant is always here, and people are in opening hours.
help-ask-us = Ask { $company }
help-all = See all articles
help-way = Where you are in the help centre
help-updated = Updated { $date }
help-stuck = Still not clear?
help-stuck-more = Write to us and we'll answer right away.
help-near = Related articles
help-section-delivery = Delivery
help-section-order = Orders
help-section-returns = Returns and warranty
help-section-payment = Payment and prices
help-section-product = Products
help-section-account = Account and data
help-section-store = Shops and service
