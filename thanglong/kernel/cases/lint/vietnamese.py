"""What the rules say, in Vietnamese: each English sentence with its places, and its other half."""

RULES: tuple[tuple[str, str], ...] = (
    (
        "The register '{0}' owns this; a person must not be asked for it.",
        "Cơ sở dữ liệu '{0}' đã có điều này; không được hỏi người dân.",
    ),
    ("The register '{0}' has no '{1}'.", "Cơ sở dữ liệu '{0}' không có '{1}'."),
    (
        "Line {0} prints '{1}', which the form does not ask.",
        "Dòng {0} in '{1}' mà tờ khai không hỏi.",
    ),
    (
        "Line {0} prints '{1}', which no officer finds.",
        "Dòng {0} in '{1}' mà không cán bộ nào ghi nhận.",
    ),
    (
        "Line {0} says something when nobody found anything.",
        "Dòng {0} vẫn in chữ khi chưa ai ghi nhận gì.",
    ),
    (
        "Without a file nobody can show this when the register does not answer.",
        "Khi cơ sở dữ liệu không trả lời, không có tệp thì không ai chứng minh được.",
    ),
    ("'{0}' is no field with a personal number.", "'{0}' không phải câu hỏi về số định danh."),
    (
        "`of` and `shown_if` are about registers, but none is asked.",
        "`of` và `shown_if` dành cho cơ sở dữ liệu, nhưng chưa hỏi cơ sở nào.",
    ),
    (
        "The result has no template; the office must attach its own file.",
        "Kết quả chưa có mẫu; cơ quan phải tự đính kèm tệp.",
    ),
    (
        "A {0} is personal data, but the field is not marked.",
        "{0} là dữ liệu cá nhân nhưng câu hỏi chưa được đánh dấu.",
    ),
    (
        "The personal field does not say why it is asked and how long kept.",
        "Câu hỏi về dữ liệu cá nhân chưa nói vì sao hỏi và lưu bao lâu.",
    ),
    (
        "The applicant finds nothing: what he says is an answer of the form.",
        "Người nộp không ghi nhận gì: điều họ nói là câu trả lời trong tờ khai.",
    ),
    ("There is no '{0}' under `findings`.", "Không có '{0}' trong `findings`."),
    ("'{0}' is given twice.", "'{0}' được ghi hai lần."),
    (
        "No stage finds it, so nobody can enter it.",
        "Không bước nào ghi nhận điều này nên không ai nhập được.",
    ),
    (
        "'{0}' is the name of a built-in stage or end.",
        "'{0}' là tên của một bước hoặc kết thúc có sẵn.",
    ),
    ("'{0}' is no stage and no end.", "'{0}' không phải một bước, cũng không phải kết thúc."),
    ("'{0}' exists at every stage.", "'{0}' có sẵn ở mọi bước."),
    (
        "`back` leads to the stage that asked the applicant; here nobody was asked.",
        "`back` trở lại bước đã hỏi người nộp; ở đây chưa ai bị hỏi.",
    ),
    (
        "`supplement` leads to '{0}', which is not the applicant's.",
        "`supplement` dẫn đến '{0}', vốn không phải bước của người nộp.",
    ),
    ("The applicant cannot give it back.", "Người nộp không nộp lại được."),
    ("No way leads from '{0}' to '{1}'.", "Không có đường từ '{0}' đến '{1}'."),
    ("From '{0}' the case can never end.", "Từ '{0}' hồ sơ không bao giờ kết thúc được."),
    (
        "No way leads to `returned`, so nobody ever gets a result.",
        "Không có đường đến `returned` nên không ai nhận được kết quả.",
    ),
    ("A filed dossier would land with the applicant.", "Hồ sơ vừa nộp sẽ rơi về người nộp."),
    (
        "The stages {0} take {1} working hours, but {2} holds no more than {3}.",
        "Các bước {0} cần {1} giờ làm việc, nhưng {2} chỉ có {3} giờ.",
    ),
    ("The stage has no time.", "Bước này chưa có thời gian."),
    ("Here the clock could stand still for ever.", "Ở đây đồng hồ có thể dừng mãi mãi."),
    (
        "The opinion may take {0}, longer than the stage ({1}).",
        "Ý kiến được chờ {0}, lâu hơn cả bước ({1}).",
    ),
    (
        "The city's clock runs while the applicant is waited for.",
        "Đồng hồ của thành phố vẫn chạy khi đang chờ người nộp.",
    ),
    (
        "The clock pauses although the office has the dossier.",
        "Đồng hồ dừng trong khi cơ quan đang giữ hồ sơ.",
    ),
    ("There is no law '{0}' under `basis`.", "Không có căn cứ '{0}' trong `basis`."),
    ("'{0}' ({1}) is not in force on {2}.", "'{0}' ({1}) không có hiệu lực vào ngày {2}."),
    (
        "'{0}' is not in force while the procedure is.",
        "'{0}' không có hiệu lực trong thời gian của thủ tục.",
    ),
    ("Nothing refers to the law '{0}'.", "Không chỗ nào dùng căn cứ '{0}'."),
    (
        "From {0} on, a dossier{1} may find no row.",
        "Từ {0}, hồ sơ{1} có thể không ứng với dòng nào.",
    ),
    (
        "The row can never apply: an earlier row always comes first.",
        "Dòng này không bao giờ được áp dụng: luôn có dòng trước đúng rồi.",
    ),
    (
        "The row can never apply: it lives outside the life of the procedure.",
        "Dòng này không bao giờ được áp dụng: nằm ngoài thời gian hiệu lực của thủ tục.",
    ),
    ("Nobody may file.", "Không ai được nộp."),
    ("There is no need '{0}'.", "Không có giấy tờ '{0}'."),
    (
        "The parts have the work, so the whole has no stages of its own.",
        "Việc nằm ở các phần nên hồ sơ chung không có bước riêng.",
    ),
    (
        "It waits for parts, but the procedure has none.",
        "Bước này chờ các phần, nhưng thủ tục không có phần nào.",
    ),
    ("'{0}' is no part that stands before '{1}'.", "'{0}' không phải phần đứng trước '{1}'."),
    ("Another part starts {0} already.", "Phần khác đã bắt đầu {0} rồi."),
    ("There is no procedure {0} beside this one.", "Không có thủ tục {0} bên cạnh thủ tục này."),
    ("{0} has parts itself.", "{0} lại có các phần."),
    ("{0} is for the counter only.", "{0} chỉ nộp tại quầy."),
    ("{0} requires '{1}', and nothing answers it.", "{0} cần '{1}' mà không chỗ nào trả lời."),
    (
        "{0} requires '{1}', but the officer of the earlier part may leave it empty.",
        "{0} cần '{1}', nhưng cán bộ phần trước có thể để trống.",
    ),
    (
        "The parts take {0} working hours, but {1} holds no more than {2}.",
        "Các phần cần {0} giờ làm việc, nhưng {1} chỉ có {2} giờ.",
    ),
    ("{0}: {1} refuses '{2}' ({3}).", "{0}: {1} không nhận '{2}' ({3})."),
    ("'{0}' is of type {1}, but {2} asks a {3}.", "'{0}' là loại {1}, nhưng {2} hỏi loại {3}."),
    ("'{0}' is no need of this procedure.", "'{0}' không phải giấy tờ của thủ tục này."),
    (
        "It takes something from '{0}', but does not wait for it.",
        "Phần này lấy kết quả của '{0}' mà không chờ.",
    ),
    ("{0} has no finding or result '{1}'.", "{0} không có điều ghi nhận hay kết quả '{1}'."),
    (
        "{0} requires the paper '{1}', and nothing gives it.",
        "{0} cần giấy tờ '{1}' mà không chỗ nào có.",
    ),
    ("{0} does not ask '{1}'.", "{0} không hỏi '{1}'."),
    ("The text is missing; the other language has it.", "Thiếu lời văn; ngôn ngữ kia có."),
    ("'{0}' is the Vietnamese text.", "'{0}' là lời văn tiếng Việt."),
    ("There is no ready reason to refuse.", "Chưa có lý do từ chối soạn sẵn."),
    ("The text is missing.", "Thiếu lời văn."),
    ("The procedure has nothing of this name.", "Thủ tục không có gì mang tên này."),
    ("These depend on one another: {0}.", "Các điều này phụ thuộc lẫn nhau: {0}."),
    (
        "'{0}' is already the name of a field or a built-in value.",
        "'{0}' đã là tên của câu hỏi hoặc giá trị có sẵn.",
    ),
    ("'{0}' is the name of a built-in value.", "'{0}' là tên của giá trị có sẵn."),
    ("No scenario reaches the {0} '{1}'.", "Không tình huống nào đến {0} '{1}'."),
    ("Whether the posts are held was not looked at.", "Chưa xem các vị trí có người hay không."),
    (
        "On {0}, nobody holds {1} in {2} units: {3}.",
        "Ngày {0}, chưa ai giữ vị trí {1} ở {2} đơn vị: {3}.",
    ),
    ("{0}: No row of `{1}` applies on {2}.", "{0}: không dòng nào của `{1}` đúng vào ngày {2}."),
    (
        "{0}: The answers are refused ({1}), but should be accepted.",
        "{0}: các câu trả lời bị từ chối ({1}), lẽ ra phải được nhận.",
    ),
    (
        "{0}: The answers are accepted, but '{1}' should refuse them.",
        "{0}: các câu trả lời được nhận, lẽ ra '{1}' phải từ chối.",
    ),
    (
        "{0}: '{1}' should refuse the answers, but {2} did.",
        "{0}: lẽ ra '{1}' từ chối, nhưng {2} đã từ chối.",
    ),
    ("{0}: `{1}` should be {2}, but is {3}.", "{0}: `{1}` phải là {2}, nhưng là {3}."),
    ("{0}: `needs` should be {1}, but are {2}.", "{0}: `needs` phải là {1}, nhưng là {2}."),
    (
        "{0}: '{1}' is shown, but the procedure does not ask for it here.",
        "{0}: có nộp '{1}' nhưng thủ tục không yêu cầu ở đây.",
    ),
    (
        "The file must be a list of at most {0} scenarios.",
        "Tệp phải là danh sách tối đa {0} tình huống.",
    ),
    (
        "{0}: Act {1}, '{2}' at '{3}', is refused: {4}.",
        "{0}: việc thứ {1}, '{2}' ở '{3}', không làm được: {4}.",
    ),
)
