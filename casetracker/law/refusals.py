"""The sentence for each refusal to compute, in three languages: what is wrong and what is allowed."""

from __future__ import annotations

FACT_NAMES = {
    "kk": {
        "election-day": "дауыс беру күні",
        "event": "оқиға күні",
        "event-time": "оқиға болған уақыт (сағат, минут)",
        "results-on": "қорытындылар жарияланған күн",
        "called-on": "сайлау тағайындалған күн",
        "stay-from": "іс жүргізу тоқтатыла тұрған күн",
        "stay-until": "іс жүргізу қайта басталған күн",
        "ground": "тоқтатыла тұру себебі",
        "plan": "күнтізбелік жоспардағы күн",
        "plan-hour": "күнтізбелік жоспардағы сағат",
        "filed-on": "шағым берілген күн",
        "contested": "дауланатын мәселе",
        "against": "әрекетіне шағым берілетін тарап",
        "by": "шағым беруші",
        "election": "сайлау түрі",
    },
    "ru": {
        "election-day": "день голосования",
        "event": "дата события",
        "event-time": "время события (часы и минуты)",
        "results-on": "день объявления итогов",
        "called-on": "день назначения выборов",
        "stay-from": "день приостановления производства",
        "stay-until": "день возобновления производства",
        "ground": "причина приостановления",
        "plan": "дата календарного плана",
        "plan-hour": "час календарного плана",
        "filed-on": "день подачи",
        "contested": "предмет обжалования",
        "against": "чьё решение или действие обжалуется",
        "by": "заявитель",
        "election": "вид выборов",
    },
    "en": {
        "election-day": "the day of voting",
        "event": "the date of the event",
        "event-time": "the time of day of the event",
        "results-on": "the day the results were announced",
        "called-on": "the day the election was called",
        "stay-from": "the day of the stay",
        "stay-until": "the day of the resumption",
        "ground": "the ground of the stay",
        "plan": "the day of the calendar plan",
        "plan-hour": "the hour of the calendar plan",
        "filed-on": "the day of filing",
        "contested": "what is contested",
        "against": "whose act is contested",
        "by": "the complainant",
        "election": "the kind of election",
    },
}

KK = {
    "unknown-rule": "«{rule}» деген мерзім жоқ. Бар мерзімдер: {allowed}.",
    "unknown-rule-close": "«{rule}» деген мерзім жоқ. Мүмкін, мыналардың бірі керек шығар: {close}. Барлық"
    " мерзімдер: {allowed}.",
    "no-edition": "«{rule}» мерзімінің мына күнге қатысты редакциясы белгісіз: {on}. Белгілі редакциялар "
    "мына күннен басталады: {first}.",
    "unverified-law": "Мына күнгі заң мәтіні тексерілмеген: {on}. «{rule}» мерзімінің тексерілген соңғы "
    "редакциясы мына күнмен аяқталады: {last}. Жаңа мәтін тексерілгенше мерзім есептелмейді.",
    "confirmed-other-rules": "Ережелер осы сайлау үшін {value} расталған, бірақ содан бері өзгерген, "
    "сондықтан растау енді есепке алынбайды. Мына күнгі заң мәтіні тексерілмеген: {on}. «{rule}» мерзімінің "
    "тексерілген соңғы редакциясы мына күнмен аяқталады: {last}. Әкімші ережелерді заң мәтінімен салыстырып, "
    "қайта растауы керек.",
    "missing-fact": "«{rule}» мерзімін есептеу үшін мына дерек керек: {fact}.",
    "impossible-facts": "Деректер бір-біріне қайшы: {fact} ({value}) және {other} ({other_value}). Сайлау "
    "дауыс беру күнінен кешіктірілмей тағайындалады, қорытындылар одан ерте жарияланбайды, ал шағым "
    "дауланатын әрекеттен бұрын берілмейді.",
    "date-out-of-range": "Мына дерек дұрыс емес сияқты: {fact} ({value}). Күн мына "
    "аралықта болуға тиіс: {first} – {last}.",
    "outside-window": "«{rule}» мерзімі бұл жағдайға қолданылмайды: оқиға {on} болды, ал бұл тәртіп мына "
    "күнмен аяқталды: {last} ({window_rule}). Одан кейін жалпы мерзімдер қолданылады, олар мұнда "
    "есептелмейді.",
    "unknown-zone": "«{zone}» деген уақыт белдеуі жоқ. IANA атауын көрсетіңіз, мысалы Asia/Almaty.",
    "outside-calendar": "Мына күннің жұмыс күні екені белгісіз: {on}. Күнтізбе мына аралықты қамтиды: "
    "{first} – {last}.",
    "bad-trace": "Сақталған есепте дерек жетіспейді: {missing}. Мерзімді қайта есептеу керек.",
    "unknown-choice": "«{chosen}» деген мән белгісіз ({fact}). Мыналардың бірін көрсетіңіз: {allowed}.",
}

RU = {
    "unknown-rule": "Срока «{rule}» нет. Есть сроки: {allowed}.",
    "unknown-rule-close": "Срока «{rule}» нет. Возможно, имелся в виду один из этих: {close}. Все сроки: "
    "{allowed}.",
    "no-edition": "Для даты {on} редакция нормы «{rule}» неизвестна. Первая известная редакция действует с"
    " {first}.",
    "unverified-law": "Текст закона на дату {on} не проверен. Последняя проверенная редакция нормы "
    "«{rule}» действует по {last}. Пока новый текст не проверен, срок не вычисляется.",
    "confirmed-other-rules": "Правила были подтверждены для этих выборов ({value}), но с тех пор "
    "изменились, и подтверждение больше не действует. Текст закона на дату {on} не проверен. Последняя "
    "проверенная редакция нормы «{rule}» действует по {last}. Администратору нужно сверить правила с "
    "текстом закона и подтвердить их заново.",
    "missing-fact": "Чтобы вычислить срок «{rule}», нужно указать: {fact}.",
    "impossible-facts": "Сведения противоречат друг другу: {fact} ({value}) и {other} ({other_value}). "
    "Выборы назначаются не позднее дня голосования, итоги объявляются не раньше него, а жалоба подаётся не "
    "раньше оспариваемого действия.",
    "date-out-of-range": "Похоже на ошибку: {fact} ({value}). Дата "
    "должна быть в пределах с {first} по {last}.",
    "outside-window": "Срок «{rule}» здесь не применяется: дата события — {on}, а этот порядок действовал "
    "по {last} ({window_rule}). Позже действуют общие сроки, здесь они не вычисляются.",
    "unknown-zone": "Часового пояса «{zone}» нет. Укажите название IANA, например Asia/Almaty.",
    "outside-calendar": "Неизвестно, рабочий ли день {on}. Календарь охватывает период с {first} по {last}.",
    "bad-trace": "В сохранённом расчёте не хватает данных: {missing}. Срок нужно вычислить заново.",
    "unknown-choice": "Значение «{chosen}» неизвестно ({fact}). Укажите одно из: {allowed}.",
}

EN = {
    "unknown-rule": "There is no rule “{rule}”. Allowed rules: {allowed}.",
    "unknown-rule-close": "There is no rule “{rule}”. Perhaps you meant one of: {close}. Allowed rules: "
    "{allowed}.",
    "no-edition": "No wording of “{rule}” is known for {on}. The first known wording applies from {first}.",
    "unverified-law": "The text of the law for {on} has not been verified. The last verified wording of "
    "“{rule}” applies until {last}. No date is computed until the new text has been checked.",
    "confirmed-other-rules": "The rules were confirmed for this election on {value} but have changed since, "
    "so that confirmation no longer counts. The text of the law for {on} has not been verified. The last "
    "verified wording of “{rule}” applies until {last}. An administrator must compare the rules with the law "
    "and confirm them again.",
    "missing-fact": "To compute “{rule}”, give {fact}.",
    "impossible-facts": "The facts contradict each other: {fact} ({value}) and {other} ({other_value}). An"
    " election is called no later than the day of voting, results are announced no earlier, and nothing is "
    "filed before the act that it contests.",
    "date-out-of-range": "This looks like a slip: {fact} ({value}). The date must "
    "lie between {first} and {last}.",
    "outside-window": "“{rule}” does not apply here: the event was on {on}, and this procedure ended on "
    "{last} ({window_rule}). After that the general limits apply; they are not computed here.",
    "unknown-zone": "There is no time zone “{zone}”. Give an IANA name such as Asia/Almaty.",
    "outside-calendar": "It is not known whether {on} is a working day. The calendar covers {first} to "
    "{last}.",
    "bad-trace": "The stored computation lacks {missing}. The deadline must be computed anew.",
    "unknown-choice": "“{chosen}” is not known as {fact}. Give one of: {allowed}.",
}

SENTENCES = {"kk": KK, "ru": RU, "en": EN}
