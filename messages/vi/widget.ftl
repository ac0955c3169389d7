# Khung chat trên trang của công ty. Chỗ [trong ngoặc] do khung chat tự điền.
widget-launcher = Trò chuyện với [company]
widget-panel = Khung trò chuyện với [company]
widget-log = Nội dung trò chuyện
widget-unread = [count] tin chưa đọc
widget-minimise = Thu nhỏ
widget-ask-person = Gặp nhân viên
widget-bot-status = Trợ lý tự động · người thật [opens]–[closes]h
widget-queued-status = Đang tìm nhân viên cho bạn
widget-agent-status = Nhân viên [company]
widget-closed-status = Cuộc trò chuyện đã xong

widget-greeting = Chào anh/chị, em là trợ lý tự động của [company]. Em giúp được gì ạ?
widget-starter-order = Đơn của tôi đang ở đâu?
widget-starter-shipping = Phí giao hàng bao nhiêu?
widget-starter-returns = Tôi muốn đổi trả hàng

widget-by-bot = Trợ lý tự động
widget-by-you = Bạn
widget-by-agent = Nhân viên [agent]
widget-bot-typing = Trợ lý đang trả lời
widget-agent-typing = [agent] đang nhập
widget-source = Nguồn: [title]
widget-quick-replies = Gợi ý trả lời nhanh
widget-today = Hôm nay
widget-yesterday = Hôm qua
widget-older = Xem tin trước đó
widget-newest = Về tin mới nhất

widget-sending = Đang gửi
widget-waiting = Sẽ gửi khi có mạng
widget-sent = Đã gửi
widget-read = Đã xem
widget-failed = Chưa gửi được
widget-retry = Gửi lại
widget-refused-retry = Sửa lại

widget-order = Đơn hàng [code]
widget-order-step = Bước [step] trên [steps]
widget-order-late = Trễ [days] ngày
widget-order-late-one = Trễ 1 ngày
widget-order-promised = Hẹn giao [date]
widget-order-since = [place] từ [date]
widget-order-more = và [count] món nữa
widget-order-status-placed = Đã đặt
widget-order-status-packed = Đã đóng gói
widget-order-status-shipped = Đang vận chuyển
widget-order-status-at_hub = Ở kho trung chuyển
widget-order-status-out_for_delivery = Đang giao
widget-order-status-delivered = Đã giao
widget-order-status-cancelled = Đã huỷ
widget-order-status-returned = Đã hoàn trả

widget-compose = Nhập tin nhắn
widget-compose-hint = Nhập tin nhắn…
widget-send = Gửi
widget-left = Còn [count] ký tự
widget-over = Quá [count] ký tự
widget-machine = Bạn đang nói chuyện với máy
widget-person = Bạn đang nói chuyện với người thật
widget-queue-note = Nhân viên sẽ thấy các tin trên
widget-after-close = Tin sau sẽ do máy trả lời

widget-loading = Đang mở cuộc trò chuyện…
widget-offline = Mất kết nối. Tin bạn viết được giữ lại và tự gửi khi có mạng.
widget-reconnecting = Đang nối lại…
widget-broken = Chưa mở được cuộc trò chuyện.
widget-try-again = Thử lại
widget-busy = Bạn gửi hơi nhanh. Tin sẽ tự gửi tiếp sau ít giây.

widget-rate-goal = Việc của anh/chị đã được giải quyết chưa?
widget-rate-goal-low = Chưa chút nào
widget-rate-goal-high = Trọn vẹn
widget-rate-ease = Có dễ dàng không?
widget-rate-ease-low = Rất vất vả
widget-rate-ease-high = Rất dễ
widget-rate-feeling = Giờ anh/chị thấy thế nào?
widget-rate-feeling-low = Rất bực
widget-rate-feeling-high = Rất vui
widget-rate-recommend = Anh/chị có muốn giới thiệu [company] cho người quen không?
widget-rate-recommend-low = Chắc chắn không
widget-rate-recommend-high = Rất sẵn lòng
widget-rate-words = Anh/chị muốn nói thêm điều gì không?
widget-rate-words-hint = Điều làm anh/chị vui hay chưa vui…
widget-rate-send = Gửi góp ý
widget-rate-thanks = Cảm ơn anh/chị, câu trả lời đã được lưu.
widget-rate-thanks-words = Cảm ơn anh/chị, lời góp ý đã đến nơi.
widget-rate-failed = Chưa lưu được, anh/chị chọn lại giúp ạ.
widget-rate-scale = Điểm này nằm ngoài thang.

widget-data = Dữ liệu của tôi
widget-data-back = Quay lại trò chuyện
widget-data-intro = Để giúp bạn, chúng tôi lưu những điều dưới đây. Chỉ bạn và nhân viên [company] xem được.
widget-data-messages = Tin bạn đã gửi
widget-data-conversations = Cuộc trò chuyện
widget-data-since = Lưu từ
widget-data-name = Tên
widget-data-phone = Điện thoại
widget-data-email = E-mail
widget-data-nothing = Chưa lưu gì. Cuộc trò chuyện chỉ được lưu từ tin đầu tiên của bạn.
widget-data-failed = Chưa tải được dữ liệu.
widget-data-more = Quyền của bạn và thời gian lưu
widget-language = English

widget-text-empty = Tin nhắn chưa có chữ nào.
widget-text-too-long = Tin nhắn dài quá { $limit } ký tự. Bạn chia thành vài tin giúp nhé.
widget-choice-gone = Lựa chọn này không còn nữa.

wait-closed = Nhân viên làm việc { $opens }–{ $closes } giờ và sẽ trả lời bạn tại đây
wait-nobody-online = Chưa có nhân viên trực tuyến; ai vào sẽ thấy tin của bạn ngay
wait-longer = Nhân viên đang bận hơn thường lệ; tin của bạn vẫn giữ đúng chỗ
wait-ahead = Trước bạn còn { $count } người
wait-next = Bạn là người tiếp theo
wait-usual = Bạn là người tiếp theo · thường dưới { $minutes } phút
