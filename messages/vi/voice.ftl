voice-title = Tiếng nói khách hàng
voice-filters = Lọc
voice-period = Kỳ
voice-days-7 = 7 ngày qua · so với 7 ngày trước
voice-days-30 = 30 ngày qua · so với 30 ngày trước
voice-days-90 = 90 ngày qua · so với 90 ngày trước
voice-channel = Kênh
voice-channel-all = Kênh: tất cả
voice-channel-one = Kênh: { $channel }
voice-apply = Xem
voice-export-topics = Xuất bảng chủ đề
voice-table = Xem bảng
voice-table-of = Bảng: { $what }
voice-close = Đóng
voice-when = { $first }–{ $last } · { $talks } hội thoại · { $complaints } lời phàn nàn

voice-lead-topic = Khách phàn nàn nhiều nhất về { $topic }:
voice-lead-share = { $share } lời phàn nàn{ $change ->
    [up] , tăng { $points } điểm.
    [down] , giảm { $points } điểm.
   *[other] .
 }
voice-lead-read = Đọc { $count } lời khách nói
voice-lead-certain = Kỳ trước { $before }. Chênh lệch có ý nghĩa thống kê (95 %: { $low } đến { $high } điểm).
voice-lead-unclear = Kỳ trước { $before }. Chênh lệch { $points } điểm còn trong biên sai số (95 %: { $low } đến { $high }), chưa thể nói là { $way ->
    [up] tăng
   *[other] giảm
 }.
voice-lead-same = Kỳ trước cũng { $before }, gần như không đổi (95 %: { $low } đến { $high } điểm).
voice-lead-few = Kỳ trước { $before }. Mới có { $count } hội thoại phàn nàn kỳ này và { $earlier } kỳ trước, còn ít để nói là tăng hay giảm.
voice-lead-first = Kỳ trước không có lời phàn nàn nào để so sánh.
voice-lead-next = Kế đó là { $first } ({ $first_share }) và { $second } ({ $second_share }).
voice-lead-none = Không có lời phàn nàn nào trong kỳ này.
voice-lead-none-hint = { $talks } hội thoại đã được nghe. Các con số bên dưới cho biết khách thấy thế nào.
voice-lead-thin = Mới có { $count } lời phàn nàn, chưa đủ để nói điều gì đau nhất.
voice-pains = Phàn nàn nhiều nhất
voice-pains-hint = Phần của tất cả lời phàn nàn; một lời có thể nhắc nhiều chủ đề.

voice-levels = Ba tầng trải nghiệm
voice-levels-moved = { $down ->
    [none] So với kỳ trước, { $up } tăng.
   *[other] { $up ->
        [none] So với kỳ trước, { $down } giảm.
       *[other] So với kỳ trước, { $down } giảm, { $up } tăng.
    }
 }
voice-levels-same = Chưa thấy thay đổi nào vượt biên sai số so với kỳ trước.
voice-levels-few = Chưa đủ câu trả lời để so với kỳ trước.
voice-levels-none = Chưa có khảo sát nào được trả lời trong kỳ này.
voice-and = { " và " }
voice-key-asked = Hỏi khách (khảo sát)
voice-key-inferred = Suy từ lời khách
voice-key-range = khoảng tin cậy 95 %
voice-key-before = kỳ trước
voice-asked = Hỏi khách
voice-inferred = Suy từ lời khách
voice-goal = Đạt mục tiêu
voice-goal-lower = đạt mục tiêu
voice-goal-counted = tỉ lệ chọn 4 hoặc 5 trên 5
voice-ease = Dễ dàng
voice-ease-lower = dễ dàng
voice-ease-counted = tỉ lệ chọn 4 hoặc 5 trên 5
voice-feeling = Cảm xúc
voice-feeling-lower = cảm xúc
voice-feeling-counted = tỉ lệ chọn 4 hoặc 5 trên 5
voice-recommend = NPS
voice-recommend-lower = NPS
voice-recommend-counted = từ 0 đến 10
voice-range = 95 %: { $low }–{ $high }
voice-range-signed = 95 %: { $low } đến { $high }
voice-n = n { $n }
voice-rate = trả lời { $rate }
voice-n-talks = n { $n } hội thoại
voice-no-answers = Chưa có câu trả lời
voice-no-ground = Chưa đủ căn cứ
voice-parts = Gồm
voice-promoters = { $share } ủng hộ
voice-passives = { $share } trung lập
voice-detractors = { $share } không ủng hộ
voice-strip = { $asked }{ $inferred ->
    [none] {""}
   *[other] ; suy từ lời { $inferred }
 }{ $before ->
    [none] {""}
   *[other] ; kỳ trước { $before }
 }
voice-strip-asked = Hỏi khách { $value }, khoảng { $low } đến { $high }
voice-up = Tăng { $points } điểm
voice-down = Giảm { $points } điểm
voice-same = Gần như không đổi
voice-unclear-up = Chưa chắc là tăng
voice-unclear-down = Chưa chắc là giảm
voice-few = Còn ít câu trả lời
voice-nothing-before = Chưa có kỳ trước
voice-beyond = có ý nghĩa thống kê (95 %: { $low } đến { $high })
voice-within = { $points } điểm, trong biên sai số (95 %: { $low } đến { $high })
voice-few-hint = chưa thể nói là tăng hay giảm
voice-inferred-change = suy từ lời: { $points } điểm, { $sure ->
    [yes] có ý nghĩa thống kê
   *[no] trong biên sai số
 }
voice-spark = 12 tuần qua, từ { $first } đến { $last }
voice-bias = Ai trả lời khảo sát?
voice-bias-happier = Người trả lời vui hơn số đông: { $answered } hài lòng, còn người không trả lời chỉ { $silent } (chênh { $points } điểm, 95 %: { $low } đến { $high }). Điểm khảo sát đang đẹp hơn thực tế.
voice-bias-sadder = Người trả lời kém vui hơn số đông: { $answered } hài lòng, còn người không trả lời là { $silent } (chênh { $points } điểm, 95 %: { $low } đến { $high }). Điểm khảo sát đang kém hơn thực tế.
voice-bias-same = Chưa thấy người trả lời khác người không trả lời: { $answered } và { $silent } hài lòng (chênh { $points } điểm, 95 %: { $low } đến { $high }).
voice-bias-few = Còn ít người trả lời để biết họ có giống số đông không.
voice-bias-null = Hội thoại không đủ căn cứ được để trống, không tính là bình thường.

voice-moods = Tâm trạng theo thời gian
voice-moods-say = { $share } lời có cảm xúc là không hài lòng hoặc rất bực{ $change ->
    [up] , tăng { $points } điểm.
    [down] , giảm { $points } điểm.
    [unclear] ; so với kỳ trước chưa thấy khác.
   *[other] .
 }
voice-moods-none = Chưa có lời nào đủ căn cứ về cảm xúc.
voice-moods-fine = { $n } lời có cảm xúc rõ, của { $talks } hội thoại. Lời không đủ căn cứ được để trống.
voice-moods-chart = Biểu đồ cột chồng: phần của năm mức tâm trạng theo thời gian. Số liệu có trong bảng.
voice-as-share = Phần trăm
voice-as-count = Số lời
voice-complained = Phàn nàn về gì, theo thời gian
voice-complained-say = { $topic } bị nhắc nhiều nhất: { $count } lời phàn nàn.
voice-complained-none = Không có lời phàn nàn nào trong kỳ này.
voice-complained-chart = Biểu đồ đường: số lời phàn nàn của năm chủ đề bị nhắc nhiều nhất. Số liệu có trong bảng.
voice-no-script = Trình duyệt đang tắt JavaScript nên không vẽ được biểu đồ; số liệu đầy đủ có trong bảng.
voice-chart-failed = Chưa vẽ được biểu đồ. Số liệu đầy đủ có trong bảng.
voice-day = Ngày
voice-week = Tuần

voice-topics = Mọi chủ đề
voice-topics-say = { $count } chủ đề được nhắc tới, { $changed ->
    [0] chưa có chủ đề nào đổi quá mức ngẫu nhiên.
   *[other] { $changed } chủ đề đổi quá mức ngẫu nhiên.
 }
voice-topics-none = Chưa có chủ đề nào được nhắc tới.
voice-topics-fine = Chủ đề in đậm ở cột thay đổi là đổi quá mức ngẫu nhiên khi xét mọi chủ đề cùng lúc (Benjamini–Hochberg 5 %). Khoảng tin cậy tính theo hội thoại, vì nhiều lời trong một hội thoại không độc lập.
voice-column-topic = Chủ đề
voice-column-path = Mã chủ đề
voice-column-mentions = Lượt nhắc
voice-column-bad = Chê
voice-column-good = Khen
voice-column-complaints = Phàn nàn
voice-column-share = Phần phàn nàn
voice-column-low = Cận dưới 95 %
voice-column-high = Cận trên 95 %
voice-column-before = Kỳ trước
voice-column-change = Thay đổi
voice-column-change-low = Thay đổi, cận dưới
voice-column-change-high = Thay đổi, cận trên
voice-column-certain = Quá mức ngẫu nhiên
voice-column-time = Thời gian
voice-column-channel = Kênh
voice-column-text = Lời khách
voice-column-mood = Tâm trạng
voice-column-score = Điểm tâm trạng
voice-column-emotion = Cảm xúc
voice-column-complaint = Phàn nàn
voice-column-topics = Chủ đề
voice-column-kind = Loại
voice-column-conversation = Hội thoại
voice-column-message = tin nhắn
voice-column-feedback = lời khi đánh giá
voice-column-level = Tầng
voice-column-answers = n
voice-column-rate = Trả lời
voice-column-result = Kết quả
voice-column-now = Kỳ này

voice-says = Khách nói gì
voice-says-all = Xem tất cả lời khách
voice-says-lead = Lời tiêu biểu: điều bị phàn nàn nhiều nhất, điều kế đó và một lời khen.
voice-says-none = Chưa có lời nào đủ rõ để nêu ra.
voice-why-pain = Phàn nàn nhiều nhất
voice-why-other = Kế đó
voice-why-praise = Lời khen
voice-open = Mở hội thoại
voice-feedback = Lời viết khi đánh giá
voice-complains = Phàn nàn

voice-bot = Bot làm được gì
voice-bot-say = Bot tự giữ { $share } hội thoại{ $change ->
    [up] , tăng { $points } điểm
    [down] , giảm { $points } điểm
    [unclear] , chưa khác kỳ trước
   *[other] {""}
 }; khách xác nhận đã xong { $settled }.
voice-bot-none = Bot chưa trả lời hội thoại nào trong kỳ này.
voice-bot-kept = Bot tự giữ
voice-bot-handed-over = Chuyển cho người
voice-bot-settled = Khách xác nhận đã xong
voice-bot-unsettled = Khách nói chưa xong
voice-bot-unconfirmed = Chưa ai xác nhận
voice-bot-strip = Bot tự giữ { $kept }, gồm { $settled } khách xác nhận đã xong, { $unsettled } khách nói chưa xong và { $unconfirmed } chưa ai xác nhận; { $handed } chuyển cho người
voice-bot-count = { $count } hội thoại
voice-bot-why = Vì sao chuyển cho người
voice-bot-fine = { $count } lượt bot trả lời đã kết thúc. Im lặng không phải là đã xong: chỉ tính là xong khi khách chấm đạt việc 4 hoặc 5.
voice-reason-unknown = nhân viên vào thay, hoặc không ghi lý do
voice-points-change = { $points } điểm
voice-points-within = { $points } điểm, trong biên sai số

voice-empty = Chưa có gì để nghe trong kỳ này
voice-empty-hint = Khi khách nhắn tin, lời của họ, cảm xúc và đánh giá sẽ hiện ở đây. Thử chọn kỳ dài hơn hoặc kênh khác.
voice-updated = Cập nhật { $time }
voice-sources = Nguồn: { $channels } và khảo sát sau trò chuyện
voice-model = Tâm trạng và chủ đề do máy gắn nhãn

voice-words = Lời khách
voice-words-back = Về tổng quan
voice-words-count = { $count } lời
voice-words-export = Xuất CSV
voice-words-mood = Tâm trạng
voice-words-mood-any = Mọi tâm trạng
voice-words-topic = Chủ đề
voice-words-topic-any = Mọi chủ đề
voice-words-complaint = Chỉ lời phàn nàn
voice-words-chips = Đang lọc
voice-words-drop = Bỏ lọc: { $what }
voice-words-list = Danh sách lời khách
voice-words-next = Cũ hơn
voice-words-start = Về mới nhất
voice-words-none = Không có lời nào như vậy
voice-words-none-hint = Thử bỏ bớt điều kiện lọc hoặc chọn kỳ dài hơn.
voice-chip-days = { $first }–{ $last }
voice-chip-topic = Chủ đề: { $topic }
voice-chip-felt-bad = chê
voice-chip-felt-good = khen
voice-chip-complaint = Lời phàn nàn
voice-chip-asked = Khảo sát: { $question } { $low }–{ $high }
voice-chip-inferred = Có căn cứ về { $question }
voice-chip-inferred-good = { $question }: tốt, suy từ lời
voice-chip-inferred-bad = { $question }: chưa tốt, suy từ lời
voice-chip-reason = Chuyển vì { $reason }
voice-chip-answered = Có trả lời khảo sát
voice-chip-silent = Không trả lời khảo sát

voice-talk = Hội thoại với { $name }
voice-talk-stranger = Khách vãng lai
voice-talk-read = Chỉ để đọc. Ghi chú nội bộ không hiện ở đây.
voice-talk-why = Chuyển cho người vì { $reason }
voice-talk-panel = Mở trong Hội thoại
voice-talk-began = Bắt đầu { $time }
voice-talk-ended = kết thúc { $time }
voice-talk-log = Tin nhắn

voice-emotion-joy = vui
voice-emotion-trust = tin tưởng
voice-emotion-gratitude = biết ơn
voice-emotion-surprise = bất ngờ
voice-emotion-confusion = bối rối
voice-emotion-worry = lo lắng
voice-emotion-sadness = buồn
voice-emotion-disappointment = thất vọng
voice-emotion-anger = giận
voice-emotion-disgust = khó chịu
