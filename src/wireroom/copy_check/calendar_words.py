"""Months and days of the week as six languages write them beside a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DAYS: Mapping[str, Sequence[str]] = {
    "en": (
        "Monday|Mon",
        "Tuesday|Tues?",
        "Wednesday|Wed",
        "Thursday|Thurs?",
        "Friday|Fri",
        "Saturday|Sat",
        "Sunday|Sun",
    ),
    "ru": (
        "понедельник[аеу]?",
        "вторник[аеу]?",
        "сред[аыеу]",
        "четверг[аеу]?",
        "пятниц[аыеу]",
        "суббот[аыеу]",
        "воскресень[еяю]",
    ),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "mi[ée]rcoles", "jueves", "viernes", "s[áa]bado", "domingo"),
    "ar": (
        "ا[لإ]?لا?[إا]ثنين",
        "الثلاثاء",
        "ال[أا]ربعاء",
        "الخميس",
        "الجمعة",
        "السبت",
        "ال[أا]حد",
    ),
    "zh": ("一", "二", "三", "四", "五", "六", "[日天]"),
}
"""Patterns from Monday to Sunday."""

DAY_NAMES: Mapping[str, Sequence[str]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}

MONTHS: Mapping[str, Sequence[str]] = {
    "en": (
        r"January|Jan\.?",
        r"February|Feb\.?",
        r"March|Mar\.?",
        r"April|Apr\.?",
        "May",
        "June",
        "July",
        r"August|Aug\.?",
        r"September|Sept?\.?",
        r"October|Oct\.?",
        r"November|Nov\.?",
        r"December|Dec\.?",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août|aout",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "sep?tiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    "ar": (
        "يناير|كانون الثاني|جانفي",
        "فبراير|شباط|فيفري",
        "مارس|آذار",
        "أ[بف]ريل|إبريل|نيسان",
        "مايو|أيار|ماي",
        "يونيو|حزيران|جوان",
        "يوليوز?|تموز|جويلية",
        "أغسطس|آب|أوت|غشت",
        "سبتمبر|أيلول|شتنبر",
        "أكتوبر|تشرين الأول",
        "نوفمبر|تشرين الثاني|نونبر",
        "ديسمبر|كانون الأول|دجنبر",
    ),
    "zh": tuple(f"0?{number}" for number in range(1, 13)),
}
"""Patterns from January to December, in the case that stands beside a day."""
