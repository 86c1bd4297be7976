"""Invented names of people, streets and shops, drawn by a seeded generator."""

import random

FAMILY = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Vũ Phan Đặng Bùi Đỗ Hồ Ngô Dương Lý "
    "Đinh Đào Đoàn Trịnh Mai Tạ Cao Lương Lưu Phùng Kiều"
).split()
MIDDLE = {
    "female": "Thị Thị Thị Thu Thanh Ngọc Phương Minh Khánh Hải Bích Kim Diệu Hồng".split(),
    "male": "Văn Văn Văn Đức Minh Quang Anh Hữu Xuân Đình Thành Tiến Bảo Gia".split(),
}
GIVEN = {
    "female": (
        "An Anh Bình Châu Chi Cúc Diệp Dung Duyên Giang Hà Hằng Hiền Hoa Hòa Hương Huyền Lan Liên "
        "Linh Loan Mai My Nga Ngân Nhung Oanh Phượng Quyên Quỳnh Tâm Thảo Thủy Trang Vân Yến"
    ).split(),
    "male": (
        "An Bách Bình Chiến Công Cường Dũng Duy Đạt Đông Hải Hiếu Hoàng Hùng Huy Khải Khoa Kiên "
        "Lâm Long Lộc Mạnh Nam Nghĩa Phong Phúc Quân Sơn Tài Thái Thắng Thịnh Toàn Trung Tuấn Việt"
    ).split(),
}
STREETS = {
    "00004": "Châu Long|Trúc Bạch|Quán Thánh|Nguyễn Khắc Hiếu|Ngũ Xã|Phó Đức Chính|Đặng Dung|"
    "Cửa Bắc|Hàng Than|Phan Đình Phùng",
    "00070": "Hàng Trống|Hàng Gai|Hàng Bông|Tràng Thi|Nhà Thờ|Bảo Khánh|Lý Quốc Sư|Hàng Hành|"
    "Lương Văn Can|Phủ Doãn",
    "00454": "Cao Lỗ|Lâm Tiên|Ga Đông Anh|Uy Nỗ|Thụy Lâm|Phúc Lộc|Lê Hữu Tựu|Ấp Tó|Dục Nội|Ga Bắc",
}
SHOPS = (
    "Bún chả|Cà phê|Trà đá|Tạp hóa|May đo|Cắt tóc|Bánh mì|Hoa tươi|Sửa xe|Văn phòng phẩm|Cơm bình dân|"
    "Xôi|Chè|Giặt là|Đồ gỗ|Bánh cuốn"
).split("|")
FIRMS = (
    "Sông Hồng|Gươm Xanh|Phù Đổng|Cổ Loa|Ô Quan Chưởng|Tây Hồ Mới|Hoa Sữa|Thăng Long Việt"
).split("|")


def person(rng: random.Random, *, sex: str) -> str:
    """A full name."""
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE[sex])} {rng.choice(GIVEN[sex])}"


def address(rng: random.Random, *, area: str) -> str:
    """A house number and a street of a commune."""
    street = rng.choice(STREETS[area].split("|"))
    number = rng.randint(1, 140)
    if rng.random() < 0.4:
        return f"Số {number} ngõ {rng.randint(2, 60)} phố {street}"
    return f"Số {number} phố {street}"


def shop(rng: random.Random, *, owner: str) -> str:
    """The name of a household business, after the given name of its owner."""
    return f"{rng.choice(SHOPS)} {owner.split()[-1]}"


def firm(rng: random.Random, number: int) -> str:
    """The name of a company; the number tells namesakes apart."""
    name = FIRMS[number % len(FIRMS)]
    kind = rng.choice(("Công ty TNHH", "Công ty Cổ phần"))
    return f"{kind} {name}" + (f" {number // len(FIRMS) + 1}" if number >= len(FIRMS) else "")
