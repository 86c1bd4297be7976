"""From what was sent for a field to its typed value, or to the problem with it."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from thanglong.kernel.base import text as texts
from thanglong.kernel.cases.definition.format import FormField
from thanglong.kernel.people import rules as people

LENGTH_DEFAULT = 200
LENGTH_LONG = 4000
LENGTH_HARD = 20_000  # nothing longer is even looked at
NUMBER_MAX = 10**15
YEAR_MIN, YEAR_MAX = 1800, 2200

_INTEGER = re.compile(r"-?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?\Z")
_MONEY = re.compile(r"([0-9]{1,15}|[0-9]{1,3}([. ][0-9]{3}){1,4})\s*(đ|₫|đồng|VND)?\Z", re.I)
_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
_PHONE = re.compile(r"(0[35789][0-9]{8}|02[0-9]{8,9}|1[89]00[0-9]{4,6}|\+[1-9][0-9]{7,14})\Z")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_AREA = re.compile(r"[0-9]{5}\Z")
# Car and motorbike, electric motorbike, diplomatic, military: facts of the city, §2.3.
_PLATE = re.compile(
    r"([0-9]{2}([A-HK-NPS-VX-Z][0-9]?|[A-HK-NPS-VX-Z]{2}|MĐ[0-9]?)[0-9]{4,5}"
    r"|[0-9]{2}[0-9]{3}(NG|QT|NN)[0-9]{2}|[A-Z]{2}[0-9]{4})\Z"
)


class Wrong(Exception):
    """What was sent is no value of the field; `code` says why, `params` fill the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read(one: FormField, raw: Any) -> Any:
    """The typed value; None when nothing was given. Raises Wrong."""
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    if isinstance(raw, str):
        raw = _clean(one, raw)
        if not raw:
            return None
    return _READERS[one.type](one, raw)


def length_max(one: FormField) -> int:
    """How many characters a field takes."""
    return one.max_length or (LENGTH_LONG if one.type == "long_text" else LENGTH_DEFAULT)


def _clean(one: FormField, raw: str) -> str:
    if len(raw) > LENGTH_HARD:
        raise Wrong("too_long", max=length_max(one), length=len(raw))
    text = texts.nfc(raw.replace("\r\n", "\n")).strip()
    allowed = "\n\t" if one.type == "long_text" else ""
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in text):
        raise Wrong("bad_characters")
    return text


def _text(one: FormField, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong("wrong_type")
    if len(raw) > length_max(one):
        raise Wrong("too_long", max=length_max(one), length=len(raw))
    return raw


def _person_name(one: FormField, raw: Any) -> str:
    name = " ".join(_text(one, raw).split())
    if not all(char.isalpha() or unicodedata.combining(char) or char in " '’.-" for char in name):
        raise Wrong("not_a_name")
    return name


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[FormField, Any], str]:
    def reader(one: FormField, raw: Any) -> str:
        found = _text(one, raw)
        if not pattern.match(found):
            raise Wrong(code)
        return found

    return reader


def _personal_number(one: FormField, raw: Any) -> str:
    number = re.sub(r"[ .-]", "", _text(one, raw))
    said = people.read_personal_number(number)
    if said is None:
        raise Wrong("not_a_personal_number")
    # Those born abroad have the code of a country, from 100 on; a place below must be known.
    if "place_unknown" in people.disagreements(number) and said.place < "100":
        raise Wrong("not_a_personal_number")
    return number


def _tax_code(one: FormField, raw: Any) -> str:
    code = _text(one, raw).replace(" ", "")
    if re.fullmatch(r"[0-9]{13}", code):
        code = f"{code[:10]}-{code[10:]}"
    if not people.is_tax_code(code):
        raise Wrong("not_a_tax_code")
    return code


def _phone(one: FormField, raw: Any) -> str:
    number = re.sub(r"[ ().-]", "", _text(one, raw))
    number = "0" + number[3:] if number.startswith("+84") else number
    if not _PHONE.match(number):
        raise Wrong("not_a_phone")
    return number


def _email(one: FormField, raw: Any) -> str:
    address = _text(one, raw)
    if len(address) > 254 or not _EMAIL.match(address) or ".." in address:
        raise Wrong("not_an_email")
    return address


def _plate(one: FormField, raw: Any) -> str:
    plate = re.sub(r"[ .-]", "", _text(one, raw)).upper()
    if not _PLATE.match(plate):
        raise Wrong("not_a_plate")
    return plate


def _date(one: FormField, raw: Any) -> datetime.date:
    found = raw if type(raw) is datetime.date else _date_from(_text(one, raw))
    if not YEAR_MIN <= found.year <= YEAR_MAX:
        raise Wrong("not_a_date")
    return found


def _date_from(text: str) -> datetime.date:
    local = _DATE.match(text)
    try:
        if local:
            return datetime.date(int(local[3]), int(local[2]), int(local[1]))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise Wrong("not_a_date")


def _time(one: FormField, raw: Any) -> datetime.time:
    if isinstance(raw, datetime.time):
        return raw.replace(second=0, microsecond=0, tzinfo=None)
    if not _TIME.match(_text(one, raw)):
        raise Wrong("not_a_time")
    return datetime.time.fromisoformat(raw)


def _integer(one: FormField, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _limited(raw)
    if not isinstance(raw, str) or not _INTEGER.match(raw):
        raise Wrong("not_an_integer")
    return int(raw)


def _money(one: FormField, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return _limited(raw)
    if not isinstance(raw, str) or not _MONEY.match(raw):
        raise Wrong("not_money")
    return int(re.sub(r"[^0-9]", "", raw))


def _decimal(one: FormField, raw: Any) -> Decimal:
    """A number with a comma or a point; one sign only, so 1.250 is one and a quarter."""
    if isinstance(raw, int | Decimal | float) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or not _DECIMAL.match(raw):
        raise Wrong("not_a_number")
    return Decimal(raw.replace(",", "."))


def _limited(number: int) -> int:
    if abs(number) >= NUMBER_MAX:
        raise Wrong("not_an_integer")
    return number


def _choice(one: FormField, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in one.options:
        raise Wrong("not_an_option")
    return raw


def _multi_choice(one: FormField, raw: Any) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple) or len(chosen) > len(one.options):
        raise Wrong("not_an_option")
    if not all(isinstance(item, str) and item in one.options for item in chosen):
        raise Wrong("not_an_option")
    return [option for option in one.options if option in chosen]


def _boolean(one: FormField, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    known = {"true": True, "on": True, "yes": True, "false": False, "no": False}
    if not isinstance(raw, str) or raw not in known:
        raise Wrong("wrong_type")
    return known[raw]


def _address(one: FormField, raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping) or not set(raw) <= {"area", "line"}:
        raise Wrong("wrong_type")
    parts = {name: raw.get(name) or "" for name in ("area", "line")}
    if not all(isinstance(part, str) for part in parts.values()):
        raise Wrong("wrong_type")
    clean = {name: _text(one, _clean(one, part)) for name, part in parts.items()}
    if not any(clean.values()):
        return None
    if not all(clean.values()) or not _AREA.match(clean["area"]):
        raise Wrong("not_an_address")
    return clean


_READERS: Mapping[str, Callable[[FormField, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "person_name": _person_name,
    "personal_number": _personal_number,
    "date": _date,
    "time": _time,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "phone": _phone,
    "email": _email,
    "choice": _choice,
    "multi_choice": _multi_choice,
    "boolean": _boolean,
    "area": _matching(_AREA, "not_an_area"),
    "address": _address,
    "tax_code": _tax_code,
    "plate": _plate,
}
