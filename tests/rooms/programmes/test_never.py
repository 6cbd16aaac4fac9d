"""K21: no indicator counts persons, arrests, cases or fines, in any language; others are left alone."""

import pytest

from hamkori.rooms.programmes.never import WHY, refused

FORBIDDEN = [
    ("Number of arrests in the district", "persons"),
    ("Persons detained per month", "persons"),
    ("Suspects brought to court", "persons"),
    ("People put on the list", "persons"),
    ("Количество задержанных лиц", "persons"),
    ("Лица, поставленные на учёт", "persons"),
    ("Привлечено к ответственности", "persons"),
    ("Шумораи боздоштшудагон", "persons"),
    ("Дастгиршудагон дар як моҳ", "persons"),
    ("Criminal cases opened", "cases"),
    ("Solved crimes, per cent", "cases"),
    ("Раскрываемость преступлений", "cases"),
    ("Количество уголовных дел", "cases"),
    ("Шумораи парвандаҳои ҷиноятӣ", "cases"),
    ("Fines collected", "fines"),
    ("Traffic tickets issued", "fines"),
    ("Сумма штрафов", "fines"),
    ("Составлено протоколов", "fines"),
    ("Ҷаримаҳои ситонидашуда", "fines"),
    ("Протоколҳои маъмурӣ", "fines"),
    ("Concerns answered per officer", "officers"),
    ("Бесед на одного сотрудника", "officers"),
    ("Суҳбатҳо ба ҳар нозир", "officers"),
]
ALLOWED = [
    "Residents who feel safe in the street after dark",
    "Concerns answered within 30 days",
    "Inspectors who finished the training in talking with residents",
    "Women appointed as precinct inspectors",
    "Days until a jamoat first answers a team",
    "A fine playground in every mahalla",
    "Police buildings that a wheelchair can enter",
    "Жители, которым вечером не страшно на улице",
    "Участковые, прошедшие обучение общению",
    "Женщины, назначенные участковыми",
    "Дни до первого ответа джамоата",
    "Обращения, на которые ответили за 30 дней",
    "Сокиноне, ки шом худро бехатар ҳис мекунанд",
    "Нозироне, ки омӯзиши гуфтугӯро гузаштанд",
    "Ваъдаҳои иҷрошуда",
    "Масъалаҳое, ки гурӯҳҳо пас аз баҳодиҳӣ бастанд",
]


@pytest.mark.parametrize(("text", "why"), FORBIDDEN)
def test_k21_words_that_count_persons_cases_or_fines_are_refused_with_a_reason(text: str, why: str) -> None:
    assert refused(text) == why
    assert len(str(WHY[why])) > 40


@pytest.mark.parametrize("text", ALLOWED)
def test_k21_what_got_better_for_residents_may_be_counted(text: str) -> None:
    assert refused(text) == ""
