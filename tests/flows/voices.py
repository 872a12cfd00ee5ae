"""What an agency of the tests writes about: the same six small stories in whatever words are asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """The words of one edition's stories."""

    agency: str
    tagline: str
    headlines: tuple[str, str, str, str, str, str]
    """Lead, corrected, mended, reinstated, withdrawn, archive."""
    summary: str
    paragraph: str
    heading: str
    quotation: str
    speaker: str
    role: str
    person: str
    place: str
    thing: str
    """A word that a search finds in the lead, also the topic's name."""
    note: str


GEORGIAN = Voice(
    agency="საგა",
    tagline="ამბები მთიდან",
    headlines=("ნავი ნაპირთან", "ხიდი დაკეტილია", "ზღვაა მშვიდია", "მთა დაბრუნდა", "ჭორი ქალაქში", "ძველი ნავი"),
    summary="ნავი მოვიდა დილით.",
    paragraph="პირველი აბზაცი ზღვაზე და ნავზე.",
    heading="ქვესათაური",
    quotation="ჩვენ ვნახეთ.",
    speaker="ნინო",
    role="მერი",
    person="გია მწერალი",
    place="თბილისი",
    thing="ნავი",
    note="ჩვენ შევცდით.",
)
"""In letters that no edition uses: whatever else stands on a page was put there by the product."""

SPOKEN = {
    "en": Voice(
        agency="Halcyon Press",
        tagline="News from the harbour",
        headlines=(
            "Ferry returns to Varsen harbour after a winter of repairs and a long argument about who should pay",
            "Bridge over the Ansel reopens to lorries",
            "Sea stays calm for the regatta",
            "Mountain road is clear again",
            "Town hall to be sold",
            "Old ferry makes its last crossing",
        ),
        summary="The ferry carried seventy passengers and a piano on its first crossing of the year.",
        paragraph="The ferry docked at dawn in light snow. The crew had worked through the night to mend the second "
        "engine, and the harbour office kept the pier open for them.",
        heading="What comes next",
        quotation="We missed the sound of its horn.",
        speaker="Mara Lindqvist",
        role="harbour master",
        person="Ada Writer",
        place="Varsen",
        thing="ferry",
        note="The number of passengers was seventy, not ninety.",
    ),
    "ru": Voice(
        agency="Альциона Пресс",
        tagline="Новости гавани",
        headlines=(
            "Паром вернулся в порт Варсена после зимнего ремонта и долгого спора о том, кто за него заплатит",
            "Мост через Ансель снова открыт для грузовиков",
            "На время регаты море останется спокойным",
            "Горная дорога расчищена",
            "Ратушу продадут",
            "Старый паром ушёл в последний рейс",
        ),
        summary="В первый рейс года паром перевёз семьдесят пассажиров и одно пианино.",
        paragraph="Паром причалил на рассвете, шёл лёгкий снег. Экипаж всю ночь чинил второй двигатель, и портовая "
        "служба держала пирс открытым.",
        heading="Что дальше",
        quotation="Нам не хватало его гудка.",
        speaker="Мара Линдквист",
        role="начальница порта",
        person="Ада Писарева",
        place="Варсен",
        thing="паром",
        note="Пассажиров было семьдесят, а не девяносто.",
    ),
    "fr": Voice(
        agency="Presse Alcyon",
        tagline="Les nouvelles du port",
        headlines=(
            "Le bac retrouve le port de Varsen après un hiver de réparations et une longue querelle sur la facture",
            "Le pont sur l'Ansel rouvre aux camions",
            "La mer restera calme pour la régate",
            "La route de montagne est dégagée",
            "L'hôtel de ville sera vendu",
            "Dernière traversée du vieux bac",
        ),
        summary="Le bac a transporté soixante-dix passagers et un piano pour sa première traversée de l'année.",
        paragraph="Le bac a accosté à l'aube sous une neige légère. L'équipage avait réparé le second moteur toute la "
        "nuit, et la capitainerie gardait le quai ouvert.",
        heading="Et ensuite",
        quotation="Sa sirène nous manquait.",
        speaker="Mara Lindqvist",
        role="capitaine du port",
        person="Ada Plume",
        place="Varsen",
        thing="bac",
        note="Les passagers étaient soixante-dix et non quatre-vingt-dix.",
    ),
    "es": Voice(
        agency="Prensa Alción",
        tagline="Noticias del puerto",
        headlines=(
            "El transbordador vuelve al puerto de Varsen tras un invierno de reparaciones y una larga disputa",
            "El puente sobre el Ansel reabre a los camiones",
            "El mar seguirá en calma durante la regata",
            "La carretera de montaña queda despejada",
            "El ayuntamiento saldrá a la venta",
            "Última travesía del viejo transbordador",
        ),
        summary="El transbordador llevó a setenta pasajeros y un piano en su primera travesía del año.",
        paragraph="El transbordador atracó al amanecer bajo una nieve ligera. La tripulación había reparado el segundo "
        "motor toda la noche y la capitanía mantuvo abierto el muelle.",
        heading="Lo que viene",
        quotation="Echábamos de menos su sirena.",
        speaker="Mara Lindqvist",
        role="capitana del puerto",
        person="Ada Pluma",
        place="Varsen",
        thing="transbordador",
        note="Los pasajeros eran setenta, no noventa.",
    ),
    "ar": Voice(
        agency="وكالة الرفراف",
        tagline="أخبار الميناء",
        headlines=(
            "العبّارة تعود إلى ميناء فارسن بعد شتاء من الإصلاحات وجدل طويل حول من يدفع الفاتورة",
            "إعادة فتح الجسر فوق نهر أنسل أمام الشاحنات",
            "البحر يبقى هادئًا أثناء سباق القوارب",
            "الطريق الجبلي سالك من جديد",
            "عرض مبنى البلدية للبيع",
            "العبّارة القديمة تقوم برحلتها الأخيرة",
        ),
        summary="نقلت العبّارة سبعين راكبًا وآلة بيانو في أول رحلة لها هذا العام.",
        paragraph="رست العبّارة عند الفجر تحت ثلج خفيف. عمل الطاقم طوال الليل على إصلاح المحرك الثاني، وأبقى مكتب "
        "الميناء الرصيف مفتوحًا.",
        heading="ماذا بعد",
        quotation="اشتقنا إلى صوت بوقها.",
        speaker="مارا ليندكفيست",
        role="مديرة الميناء",
        person="آدا الكاتبة",
        place="فارسن",
        thing="العبّارة",
        note="كان عدد الركاب سبعين لا تسعين.",
    ),
    "zh-hans": Voice(
        agency="翠鸟通讯社",
        tagline="港口新闻",
        headlines=(
            "渡轮经过一个冬天的检修和关于费用由谁承担的长期争论后重返瓦尔森港",
            "安塞尔河大桥重新向货车开放",
            "帆船赛期间海面将保持平静",
            "山路恢复通行",
            "市政厅将出售",
            "旧渡轮最后一次航行",
        ),
        summary="渡轮在今年的首航中运送了七十名乘客和一架钢琴。",
        paragraph="渡轮在小雪中于黎明靠岸。船员彻夜修理第二台发动机，港务处一直开放码头。",
        heading="接下来",
        quotation="我们想念它的汽笛声。",
        speaker="玛拉·林奎斯特",
        role="港务长",
        person="艾达",
        place="瓦尔森",
        thing="渡轮",
        note="乘客为七十人，而不是九十人。",
    ),
}
"""Each edition in its own language, as readers would see it."""
