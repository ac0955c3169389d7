# What the bot's actions say. $who is the buyer as they are addressed ("Hà").
actions-who = { $name }

actions-button-person = Talk to a person
actions-button-no = No thanks
actions-button-cancel = Cancel the order
actions-button-wait = I can wait
actions-button-return = Return an item

actions-verify-wrong = Order number { $code } and those last 4 digits don't go together. Please check the order number and the phone number you gave when ordering.
actions-not-open = The details don't match, so I can't open this order; that is to keep the buyer safe. Our staff can verify you another way.

actions-status-placed = Placed
actions-status-packed = Packed
actions-status-shipped = On its way
actions-status-at_hub = At the hub
actions-status-out_for_delivery = Out for delivery
actions-status-delivered = Delivered
actions-status-cancelled = Cancelled
actions-status-returned = Returned

actions-order-placed = { $who }, we have received order { $code } and are getting it ready.
actions-order-packed = { $who }, order { $code } is packed ({ $place }) and about to go to the courier.
actions-order-shipped = { $who }, order { $code } left our warehouse ({ $place }) on { $since } and is on its way.
actions-order-at_hub = { $who }, order { $code } has been at the hub ({ $place }) since { $since }.
actions-order-out_for_delivery = { $who }, order { $code } is out for delivery today. Please keep your phone close.
actions-order-delivered = { $who }, order { $code } was delivered on { $since }.
actions-order-cancelled = { $who }, order { $code } was cancelled on { $since }.
actions-order-returned = { $who }, order { $code } came back to our warehouse on { $since }.
actions-order-expected = It is due on { $promised }.
actions-order-late = It was due on { $promised } and is now { $days ->
    [one] { $days } day
   *[other] { $days } days
} late. I'm truly sorry, { $who }. Shall I bring in one of our staff right away?

actions-cancel-done = I've cancelled order { $code } ({ $total }) for you, { $who }. If you paid in advance, we refund you the way you paid.
actions-cancel-already = Order { $code } was cancelled before, { $who }. There is nothing left to do.
actions-cancel-kept = All right, I'm leaving order { $code } as it is, { $who }.
actions-cancel-unknown = I couldn't cancel order { $code }.
actions-cancel-too-late-shipped = { $who }, order { $code } has left our warehouse, so I can't cancel it any more. You may refuse it at the door free of charge, or one of our staff can help you now.
actions-cancel-too-late-at_hub = { actions-cancel-too-late-shipped }
actions-cancel-too-late-out_for_delivery = { $who }, order { $code } is out for delivery, so I can't cancel it any more. You may refuse it at the door free of charge, or one of our staff can help you now.
actions-cancel-too-late-delivered = { $who }, order { $code } has been delivered, so it can't be cancelled. If you aren't happy with it, write "return" to me within 7 days of delivery.
actions-cancel-too-late-returned = { $who }, order { $code } has already come back to us, so there is nothing to cancel.

actions-return-done = I've written down return { $number } for { $item } in order { $code }. Within 24 hours we confirm it and arrange the pick-up, { $who }; please keep the tags and the box.
actions-return-again = { $item } in order { $code } already has return { $number }, { $who }. We are working on it.
actions-return-not-delivered = { $who }, order { $code } hasn't been delivered yet, so I can't start a return. Once you have it, write to me within 7 days.
actions-return-too-late = { $who }, order { $code } could be returned until { $until }, so I can't start a return myself any more. If the item is faulty, one of our staff can look at it with you.
actions-return-unknown = I couldn't start a return for order { $code }.

actions-stores-all = { $count ->
    [one] Nhà Sen has one store:
   *[other] Nhà Sen has { $count } stores:
}
actions-stores-near = { $count ->
    [one] We have one store in { $city }:
   *[other] We have { $count } stores in { $city }:
}
actions-stores-none = We have no store in { $city } yet, but we deliver all over Vietnam. You can visit us here:
actions-store = • { $name }: { $address }. Open { $hours } every day, phone { $phone }

actions-feedback-thanks = Thank you for telling us. I've passed your words on to the Nhà Sen team just as you wrote them.

actions-prices = Here are the prices, the same online and in store, VAT included:
actions-price = • { $name }: { $price }
actions-price-variants = • { $name }: { $price } ({ $variants })

actions-case-open = Your request { $case } of { $since } is still being worked on. Shall I bring in one of our staff to tell you more?
actions-case-none = I can't see an open request of yours here. Shall I bring in one of our staff to look for it?

# The question that a tapped button stands for
actions-question-ask-shipping-fee = How much is shipping?
actions-question-ask-shipping-time = How long does delivery take?
actions-question-ask-return-policy = What is your return policy?
actions-question-ask-refund = How long does a refund take?
actions-question-ask-warranty = What does the warranty cover?
actions-question-ask-payment = How can I pay?
actions-question-ask-size = How do I choose my size?
actions-question-ask-product-care = How do I wash linen?
actions-question-ask-stock = How do I know whether a product is in stock?
actions-question-ask-points = How do I earn points?
actions-question-ask-promotion = How do I use a discount code?
actions-question-ask-invoice = How do I get an invoice?
actions-question-ask-privacy = How is my personal data protected?
actions-question-change-address = How do I change the delivery address?
actions-question-ask-price = Are prices the same online and in store?
actions-question-ask-recommendation = What should I buy as a gift?
actions-question-report-payment-problem = What can I do when my payment failed?
actions-question-ask-product-info = Where are your products made, and of what?
actions-question-ask-gift = Do you wrap gifts?
actions-question-ask-wholesale = Is there a discount for large orders?
actions-question-ask-account = What can I do when I forgot my password?
actions-question-report-fraud = How do I recognise a scam?
actions-question-report-site-problem = What can I do when the website has an error?
actions-question-ask-careers = Are you hiring?
actions-question-place-order = How do I place an order?
actions-question-edit-order = How can I edit my order?
