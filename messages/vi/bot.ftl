# What the gateway itself says to customers, apart from the bot and from people
notice-queued = { $ahead ->
    [0] Đang nối với nhân viên, anh/chị là người tiếp theo ạ.
   *[other] Đang nối với nhân viên, trước anh/chị còn { $ahead } người ạ.
}
notice-queued-closed = Nhân viên làm việc từ { $opens } đến { $closes } giờ. Em đã chuyển nguyên cuộc trò chuyện này, đầu giờ làm nhân viên sẽ trả lời anh/chị ngay tại đây ạ.
notice-claimed = { $name } đã vào cuộc trò chuyện
notice-returned = Trợ lý tự động tiếp tục trả lời anh/chị
notice-closed = Cuộc trò chuyện đã xong
notice-unheard = Nhân viên đang bận hơn thường lệ, em xin lỗi đã để anh/chị chờ. Yêu cầu của anh/chị được ghi lại với mã { $case }; có người rảnh là trả lời anh/chị ngay tại đây, anh/chị không cần nhắn lại từ đầu ạ.
notice-bot-trouble = Em đang gặp trục trặc nên chưa trả lời được. Tin của anh/chị vẫn còn nguyên, em chuyển nhân viên xem giúp ngay ạ.
bot-offer-person = Em xin lỗi, em vẫn chưa hiểu đúng ý anh/chị. Anh/chị có muốn gặp nhân viên không ạ?
button-person = Gặp nhân viên
survey-intro-bot = Anh/chị thấy phần trợ lý tự động vừa rồi thế nào ạ?
survey-intro-human = Anh/chị thấy lần hỗ trợ vừa rồi thế nào ạ?
case-unheard = Khách chờ trong hàng đợi, chưa có ai trả lời
handoff-refused = Việc này chưa làm được. Anh/chị tải lại trang rồi thử lại nhé.
handoff-no-such-conversation = Không tìm thấy cuộc trò chuyện này.
handoff-not-yours = Cuộc trò chuyện này không do bạn giữ. Nhận hoặc trả lời trước rồi thử lại nhé.
handoff-taken = Đã có người khác nhận cuộc trò chuyện này.
notice-queued-nobody = Em đã chuyển cuộc trò chuyện này cho nhân viên. Hiện chưa có ai trực tuyến, có người vào là trả lời anh/chị ngay tại đây ạ.
bot-handoff-upset = Dạ em hiểu anh/chị đang rất bực, em xin lỗi anh/chị. Em chuyển nhân viên xem ngay, anh/chị không cần kể lại từ đầu ạ.
channel-source = Xem thêm: { $title }
bot-wordless = Em nhận được rồi ạ. Em chỉ đọc được chữ, chưa xem được ảnh, tệp hay nghe được ghi âm; anh/chị nhắn em vài chữ về việc cần giúp, hoặc bấm nút dưới đây để nhân viên xem trực tiếp ạ.
rate-goal = Việc của anh/chị đã được giải quyết chưa ạ?
rate-goal-low = Chưa chút nào
rate-goal-high = Trọn vẹn
rate-ease = Anh/chị thấy có dễ dàng không ạ?
rate-ease-low = Rất vất vả
rate-ease-high = Rất dễ
rate-feeling = Giờ anh/chị thấy thế nào ạ?
rate-feeling-low = Rất bực
rate-feeling-high = Rất vui
rate-recommend = Anh/chị có muốn giới thiệu { $company } cho người quen không ạ?
rate-recommend-low = Chắc chắn không
rate-recommend-high = Rất sẵn lòng
rate-scale = ({ $low }: { $lowest }, { $high }: { $highest })
rate-thanks = Em cảm ơn anh/chị, câu trả lời đã được lưu ạ.
bot-introduction = Em là trợ lý tự động của { $company }.
note-contact = Khách gửi thông tin liên hệ: { $details }
