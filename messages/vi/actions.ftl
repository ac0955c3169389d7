# What the bot's actions say. $who is the buyer as they are addressed ("chị Hà").
actions-who = { $salutation } { $name }

actions-button-person = Gặp nhân viên
actions-button-no = Không cần đâu
actions-button-cancel = Huỷ đơn
actions-button-wait = Tôi chờ được
actions-button-return = Đổi trả hàng

actions-verify-wrong = Dạ mã đơn { $code } và 4 số cuối điện thoại chưa khớp với nhau ạ. Anh/chị xem lại mã đơn và số điện thoại lúc đặt hàng giúp em nhé.
actions-not-open = Dạ thông tin chưa khớp nên em chưa mở được đơn này, mong anh/chị thông cảm vì đây là để giữ an toàn cho người đặt. Nhân viên có thể xác minh giúp anh/chị bằng cách khác ạ.

actions-status-placed = Đã đặt
actions-status-packed = Đã đóng gói
actions-status-shipped = Đang vận chuyển
actions-status-at_hub = Ở kho trung chuyển
actions-status-out_for_delivery = Đang giao
actions-status-delivered = Đã giao
actions-status-cancelled = Đã huỷ
actions-status-returned = Đã hoàn trả

actions-order-placed = Dạ { $who }, bên em đã nhận đơn { $code } và đang chuẩn bị hàng ạ.
actions-order-packed = Dạ { $who }, đơn { $code } đã đóng gói xong ở { $place }, sắp bàn giao cho bên vận chuyển ạ.
actions-order-shipped = Dạ { $who }, đơn { $code } đã rời { $place } từ { $since } và đang trên đường đi ạ.
actions-order-at_hub = Dạ { $who }, đơn { $code } đang ở { $place } từ { $since } ạ.
actions-order-out_for_delivery = Dạ { $who }, đơn { $code } đang được giao trong hôm nay, { $who } để ý điện thoại giúp em nhé.
actions-order-delivered = Dạ { $who }, đơn { $code } đã giao thành công ngày { $since } ạ.
actions-order-cancelled = Dạ { $who }, đơn { $code } đã huỷ ngày { $since } ạ.
actions-order-returned = Dạ { $who }, đơn { $code } đã hoàn về kho ngày { $since } ạ.
actions-order-expected = Dự kiến giao ngày { $promised }.
actions-order-late = Đơn hẹn giao { $promised } mà nay trễ { $days } ngày rồi, em thành thật xin lỗi { $who } ạ. Em mời nhân viên xem ngay cho { $who } nhé?

actions-cancel-done = Dạ em đã huỷ đơn { $code } ({ $total }) cho { $who } rồi ạ. Nếu { $who } đã thanh toán trước thì bên em hoàn tiền theo đúng cách { $who } đã trả.
actions-cancel-already = Dạ { $who }, đơn { $code } đã được huỷ từ trước rồi ạ, { $who } yên tâm nhé.
actions-cancel-kept = Dạ vâng, em giữ nguyên đơn { $code } cho { $who } ạ.
actions-cancel-unknown = Dạ em chưa huỷ được đơn { $code } ạ.
actions-cancel-too-late-shipped = Dạ { $who }, đơn { $code } đã rời kho nên em không huỷ được nữa ạ. Lúc giao tới { $who } cứ từ chối nhận, không mất phí; hoặc em mời nhân viên hỗ trợ mình ngay.
actions-cancel-too-late-at_hub = { actions-cancel-too-late-shipped }
actions-cancel-too-late-out_for_delivery = Dạ { $who }, đơn { $code } đang trên đường giao nên em không huỷ được nữa ạ. Lúc giao tới { $who } cứ từ chối nhận, không mất phí; hoặc em mời nhân viên hỗ trợ mình ngay.
actions-cancel-too-late-delivered = Dạ { $who }, đơn { $code } đã giao xong nên không huỷ được nữa ạ. Nếu hàng chưa ưng ý, { $who } nhắn em "đổi trả" trong vòng 7 ngày từ lúc nhận nhé.
actions-cancel-too-late-returned = Dạ { $who }, đơn { $code } đã hoàn về kho nên không cần huỷ nữa ạ.

actions-return-done = Dạ em đã ghi nhận yêu cầu đổi trả { $number } cho { $item } trong đơn { $code } ạ. Trong 24 giờ bên em xác nhận và hẹn người tới lấy hàng; { $who } giữ giúp em tem mác và hộp nhé.
actions-return-again = Dạ { $item } trong đơn { $code } đã có yêu cầu đổi trả { $number } rồi ạ, bên em đang xử lý cho { $who }.
actions-return-not-delivered = Dạ { $who }, đơn { $code } chưa giao xong nên em chưa tạo yêu cầu đổi trả được ạ. Nhận hàng rồi { $who } nhắn em trong vòng 7 ngày là được.
actions-return-too-late = Dạ { $who }, hạn đổi trả của đơn { $code } là đến ngày { $until } nên em không tự tạo yêu cầu được nữa ạ. Nếu hàng bị lỗi, em mời nhân viên xem giúp { $who } nhé.
actions-return-unknown = Dạ em chưa tạo được yêu cầu đổi trả cho đơn { $code } ạ.

actions-stores-all = Dạ Nhà Sen có { $count } cửa hàng ạ:
actions-stores-near = Dạ ở { $city } bên em có { $count } cửa hàng ạ:
actions-stores-none = Dạ ở { $city } bên em chưa có cửa hàng ạ. Nhà Sen giao hàng toàn quốc, còn ghé xem trực tiếp thì anh/chị đến:
actions-store = • { $name }: { $address }. Mở cửa { $hours } hằng ngày, điện thoại { $phone }

actions-feedback-thanks = Dạ em cảm ơn anh/chị đã góp ý ạ. Em đã ghi lại nguyên lời của anh/chị cho đội ngũ Nhà Sen.

actions-prices = Dạ em gửi giá anh/chị xem ạ, giá trên web và ở cửa hàng như nhau, đã gồm VAT:
actions-price = • { $name }: { $price }
actions-price-variants = • { $name }: { $price } ({ $variants })

actions-case-open = Dạ yêu cầu { $case } của anh/chị mở từ { $since } vẫn đang được xử lý ạ. Anh/chị muốn em mời nhân viên vào cho biết cụ thể luôn không ạ?
actions-case-none = Dạ ở đây em chưa thấy yêu cầu nào của anh/chị đang mở ạ. Anh/chị muốn em mời nhân viên tìm giúp không ạ?

# The question that a tapped button stands for
actions-question-ask-shipping-fee = Phí giao hàng bao nhiêu?
actions-question-ask-shipping-time = Giao hàng bao lâu thì tới?
actions-question-ask-return-policy = Chính sách đổi trả thế nào?
actions-question-ask-refund = Bao lâu thì được hoàn tiền?
actions-question-ask-warranty = Bảo hành thế nào?
actions-question-ask-payment = Có những cách thanh toán nào?
actions-question-ask-size = Chọn size thế nào?
actions-question-ask-product-care = Giặt và bảo quản quần áo thế nào?
actions-question-ask-stock = Làm sao biết sản phẩm còn hàng?
actions-question-ask-points = Tích điểm thế nào?
actions-question-ask-promotion = Dùng mã giảm giá thế nào?
actions-question-ask-invoice = Xuất hoá đơn thế nào?
actions-question-ask-privacy = Dữ liệu cá nhân của tôi được bảo vệ thế nào?
actions-question-change-address = Đổi địa chỉ giao hàng thế nào?
actions-question-ask-price = Giá trên web và ở cửa hàng có giống nhau không?
actions-question-ask-recommendation = Nên mua gì làm quà tặng?
actions-question-report-payment-problem = Thanh toán bị lỗi thì làm sao?
actions-question-ask-product-info = Sản phẩm làm ở đâu, chất liệu gì?
actions-question-ask-gift = Có gói quà không?
actions-question-ask-wholesale = Mua số lượng nhiều có giảm không?
actions-question-ask-account = Quên mật khẩu thì làm sao?
actions-question-report-fraud = Có người mạo danh Nhà Sen thì làm sao?
actions-question-report-site-problem = Web bị lỗi thì làm sao?
actions-question-ask-careers = Nhà Sen có tuyển nhân viên không?
actions-question-place-order = Đặt hàng thế nào?
actions-question-edit-order = Sửa đơn đã đặt thế nào?
