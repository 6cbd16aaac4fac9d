"""One page with every part of the look, in words of three languages. All of it is invented."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms as django_forms
from django.template.loader import render_to_string
from django.utils import translation

from hamkori.kernel import forms

TODAY = date(2026, 11, 19)

WORDS: dict[str, dict[str, Any]] = {
    "tg": {
        "title": "Шуморо чӣ ташвиш медиҳад?",
        "where": "Ҷамоати Чинорсоя",
        "steps": "Қадамҳо",
        "step": "Қадами 2 аз 3: чӣ ва дар куҷо",
        "lead": "Шумо мегӯед. Масъул ошкоро ваъда медиҳад. Шумо месанҷед, ки иҷро шуд ё не.",
        "doors": [
            ("say", "Мушкилиро гуфтан", "Се қадам. Номатонро гуфтан шарт нест."),
            ("ticket", "Рамз дорам", "Бинед, ки чӣ ҷавоб доданд."),
            ("person", "Нозири ман кист?", "Ном, телефон, соати қабул."),
        ],
        "states": "Ваъдаҳо",
        "promises": [
            ("kept", "Иҷро шуд ва тасдиқ шуд"),
            ("again", "Аз нав кушода шуд"),
            ("late", "Муҳлаташ гузашт"),
            ("done", "Санҷиши сокинонро интизор"),
            ("due", "Дар иҷро"),
        ],
        "who": "Масъул",
        "until": "Муҳлат",
        "form": "Се саволи мо",
        "go": "Идома додан",
        "back": "Ба қафо",
        "print": "Чоп кардан",
        "figures": "Аз чӣ ташвиш доранд",
        "number": "Муроҷиат",
        "note": "Муроҷиатҳо аз 1 ноябри соли 2025. Рақамҳо сохтаанд.",
        "after": "Баъд чӣ мешавад",
        "path": ["Қабул шуд. Ин квитансияи шумост.", "Ба масъули рӯшноӣ мерасад.", "Ҷавоби аввал меояд."],
        "code": "Рамз: танҳо барои шумо",
        "bars": [("Роҳҳо ва рӯшноӣ", 1248), ("Партов", 312), ("Назди мактаб", None)],
        "menu": ["Ҷойи ман", "Муроҷиат", "Ваъдаҳо", "Омор"],
        "fields": {
            "text": ("Чӣ шуд?", "Бо забони худ: дар бораи ҷой ва он чи дар он ҷо мешавад."),
            "place": ("Деҳа ё маҳалла", ""),
            "day": ("Кай буд?", None),
            "phone": ("Рақами телефон", ""),
            "name": ("Мехоҳед номатонро гӯед?", ""),
            "police": ("Номро ба нозир низ нишон додан", "Хомӯш. Танҳо агар худатон хоҳед, фурӯзон кунед."),
            "photo": ("Сурат", "JPEG ё PNG, на зиёда аз 3 сурат."),
        },
        "options": [
            ("none", "Беном", "Мо ном ва рақамро нигоҳ намедорем.", "Номро мебинад", "ҳеҷ кас"),
            (
                "named",
                "Бо ном",
                "Метавонед дар вохӯрӣ гап занед.",
                "Номро мебинанд",
                "ҳамаи онҳое, ки ҷавоб медиҳанд",
            ),
        ],
        "help": "Кумаки фаврӣ",
    },
    "ru": {
        "title": "Что вас беспокоит и где это?",
        "where": "Джамоат Чинорсоя",
        "steps": "Шаги",
        "step": "Шаг 2 из 3: что и где",
        "lead": "Вы говорите. Ответственный открыто обещает. Вы проверяете, сделано или нет.",
        "doors": [
            ("say", "Рассказать о проблеме", "Три шага. Называть имя не обязательно."),
            ("ticket", "У меня есть код", "Посмотрите, что ответили."),
            ("person", "Кто мой участковый?", "Имя, телефон, часы приёма."),
        ],
        "states": "Обещания",
        "promises": [
            ("kept", "Выполнено и подтверждено"),
            ("again", "Открыто снова: жители говорят, что раз в неделю"),
            ("late", "Просрочено, причина не указана"),
            ("done", "Ждёт проверки жителей"),
            ("due", "Выполняется"),
        ],
        "who": "Ответственный",
        "until": "Срок",
        "form": "Три вопроса",
        "go": "Продолжить",
        "back": "Назад",
        "print": "Распечатать",
        "figures": "Что беспокоит",
        "number": "Обращений",
        "note": "Обращения с 1 ноября 2025 г. Числа вымышлены.",
        "after": "Что будет дальше",
        "path": ["Принято. Это ваша квитанция.", "Дойдёт до ответственного за освещение.", "Первый ответ."],
        "code": "Код: только для вас",
        "bars": [("Дороги и освещение", 1248), ("Мусор", 312), ("Возле школы", None)],
        "menu": ["Моё место", "Рассказать", "Обещания", "Статистика"],
        "fields": {
            "text": ("Что произошло?", "Своими словами: о месте и о том, что там бывает."),
            "place": ("Село или махалля", ""),
            "day": ("Когда это было?", None),
            "phone": ("Номер телефона", ""),
            "name": ("Хотите назвать своё имя?", ""),
            "police": ("Показать имя и участковому", "Выключено. Включайте, только если сами этого хотите."),
            "photo": ("Фото", "JPEG или PNG, не больше трёх."),
        },
        "options": [
            ("none", "Без имени", "Имя и номер мы не храним.", "Имя видит", "никто"),
            ("named", "С именем", "Можно прийти на встречу.", "Имя видят", "все, кто готовит ответ"),
        ],
        "help": "Экстренная помощь",
    },
}


class SampleForm(forms.Form):
    """Every kind of field."""

    text = django_forms.CharField(max_length=2000, widget=django_forms.Textarea)
    place = django_forms.ChoiceField(choices=[("", "—"), ("c", "Чинорсоя"), ("g", "Гулзори Боло")])
    day = forms.DateField(latest=TODAY)
    phone = forms.PhoneField(region="TJ", required=False)
    name = django_forms.ChoiceField(widget=forms.BoxedRadios)
    police = django_forms.BooleanField(required=False)
    photo = django_forms.FileField(
        required=False,
        widget=django_forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-shrink": "1600"}),
    )


def sample_form(language: str, data: dict[str, Any] | None = None) -> SampleForm:
    form = SampleForm(data)
    words = WORDS[language]
    for name, (label, hint) in words["fields"].items():
        form.fields[name].label = label
        if hint is not None:
            form.fields[name].help_text = hint
    form.fields["name"].choices = [  # type: ignore[attr-defined]
        (value, forms.Option(title, hint, ((who, what),)))
        for value, title, hint, who, what in words["options"]
    ]
    return form


def sample_page(language: str, shell: str = "kernel/public.html", data: dict[str, Any] | None = None) -> str:
    words = WORDS[language]
    numbers = zip(("late", "done", "due", "kept"), (9, 11, 28, 84), words["promises"], strict=False)
    with translation.override(language):
        return render_to_string(
            "kernel/styleguide.html",
            {
                "shell": shell,
                "words": words,
                "today": TODAY,
                "form": sample_form(language, data),
                "bars": words["bars"],
                "site_name": "Ҳамкорӣ",
                "demo": True,
                "languages": [("tg", "Тоҷ", "/tg/"), ("ru", "Рус", "/ru/"), ("en", "Eng", "/en/")],
                "help_lines": [SimpleNamespace(name=words["help"], number="+992000000008")],
                "actor": SimpleNamespace(label=words["where"], signed_in=True),
                "menu": [
                    SimpleNamespace(url="#m", label=label, current=place == 1)
                    for place, label in enumerate(words["menu"])
                ],
                "sums": [(state, number, text) for state, number, (_, text) in numbers]
                if "desk" in shell
                else [],
                "icons": ["people", "phone", "place", "search", "paper", "camera", "print", "lock", "eye"]
                + ["calendar", "letter", "inbox", "list", "door"],
            },
        )
