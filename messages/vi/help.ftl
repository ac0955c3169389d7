help-title = Trung tâm trợ giúp
help-headline = Anh/chị cần tìm gì?
help-search = Tìm
help-search-hint = Ví dụ: phí ship về Đà Nẵng
help-found = { $count ->
    [0] Chưa tìm thấy bài nào cho “{ $question }”
   *[other] { $count } bài cho “{ $question }”
}
help-nothing = Anh/chị thử cách nói khác, hoặc hỏi thẳng { $company }: luôn có trợ lý tự động, và người thật trong giờ làm việc.
help-ask-us = Hỏi { $company }
help-all = Xem tất cả bài viết
help-way = Vị trí trong trung tâm trợ giúp
help-updated = Cập nhật { $date }
help-stuck = Vẫn chưa rõ?
help-stuck-more = Nhắn cho { $company }, em trả lời ngay ạ.
help-near = Bài liên quan
help-section-delivery = Giao hàng
help-section-order = Đơn hàng
help-section-returns = Đổi trả và bảo hành
help-section-payment = Thanh toán và giá
help-section-product = Sản phẩm
help-section-account = Tài khoản và dữ liệu
help-section-store = Cửa hàng và dịch vụ
