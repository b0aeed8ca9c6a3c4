"""The sentence for each step of a computation, in Kazakh, Russian and English."""

from __future__ import annotations

EVENT_NAMES = {
    "kk": {
        "contested-act": "шешім қабылданған немесе әрекет (әрекетсіздік) жасалған күн",
        "receipt": "жолданым келіп түскен күн",
        "results-announced": "сайлау қорытындылары жарияланған күн",
        "voting-day": "дауыс беру күні",
        "service": "шешім көшірмесі тапсырылған күн",
        "filing": "жолданым берілген күн",
        "acceptance": "өтініш іс жүргізуге қабылданған күн",
        "refusal": "тіркеуден бас тартылған немесе тіркеудің күші жойылған күн",
        "announcement": "шешім жария етілген күн",
        "calling": "сайлау тағайындалған күн",
        "signing": "хаттамаға қол қойылған күн",
        "request-receipt": "комиссияның сұрау салуы келіп түскен күн",
        "session-start": "отырыстың басталуы",
    },
    "ru": {
        "contested-act": "день принятия решения или совершения действия (бездействия)",
        "receipt": "день поступления обращения",
        "results-announced": "день объявления итогов выборов",
        "voting-day": "день голосования",
        "service": "день вручения копии решения",
        "filing": "день подачи обращения",
        "acceptance": "день принятия обращения к производству",
        "refusal": "день отказа в регистрации или её отмены",
        "announcement": "день оглашения решения",
        "calling": "день назначения выборов",
        "signing": "день подписания протокола",
        "request-receipt": "день поступления запроса комиссии",
        "session-start": "начало заседания",
    },
    "en": {
        "contested-act": "the day of the contested decision, action or inaction",
        "receipt": "the day of receipt",
        "results-announced": "the day the results were announced",
        "voting-day": "voting day",
        "service": "the day the copy of the decision was served",
        "filing": "the day of filing",
        "acceptance": "the day the application was accepted for review",
        "refusal": "the day registration was refused or cancelled",
        "announcement": "the day the decision was announced",
        "calling": "the day the election was called",
        "signing": "the day the protocol was signed",
        "request-receipt": "the day the commission's request was received",
        "session-start": "the start of the session",
    },
}

KK = {
    "rule": "«{names}» мерзімі мына норма бойынша белгіленген: {citations}.",
    "inference": "Бұл мерзім заңда тікелей жазылмаған, ол заң нормаларынан шығарылған.",
    "edition-start": "Редакция туралы ескерту. {text}",
    "started": "Есептің бастауы – {event}: {event_on}{time}.",
    "proximity-far": "Дауыс беру күні – {voting_on}. Дереу әрекет ету талабы {from_on} күнінен бастап қана"
    " қолданылады, сондықтан әдеттегі мерзім есептеледі.",
    "proximity-boundary": "Дауыс беру күні – {voting_on}. Дереу әрекет ету талабы {from_on} күнінен бастап"
    " сөзсіз қолданылады; оқиға одан бір күн бұрын, шекаралық күнде болды.",
    "proximity-before-voting": "Дауыс беру күні – {voting_on}. {from_on} күнінен бастап заң дереу әрекет "
    "етуді талап етеді. Сағат саны заңда көрсетілмеген, сондықтан сол күннің соңы көрсетіледі.",
    "proximity-voting-day": "Оқиға дауыс беру күні болды: {voting_on}. Заң дереу әрекет етуді талап етеді."
    " Сағат саны заңда көрсетілмеген, сондықтан сол күннің соңы көрсетіледі.",
    "proximity-before-results": "Дауыс беру күні – {voting_on}, қорытындылар жарияланған күн – "
    "{results_on}. Қорытындылар жарияланғанға дейін заң дереу әрекет етуді талап етеді; сол күннің соңы"
    " көрсетіледі.",
    "proximity-results-not-known": "Дауыс беру күні – {voting_on}, қорытындылардың жарияланғаны туралы "
    "дерек жоқ. Олар жарияланғанға дейін заң дереу әрекет етуді талап етеді; сол күннің соңы "
    "көрсетіледі.",
    "proximity-results-day": "Оқиға қорытындылар жарияланған күні болды: {results_on}. Қайсысы бұрын "
    "болғаны белгісіз, сондықтан әдеттегі мерзім есептелді.",
    "proximity-after": "Дауыс беру күні – {voting_on}. Оқиға болған кезде дереу әрекет ету талабы "
    "аяқталған, сондықтан әдеттегі мерзім есептеледі.",
    "override": "Осы сайлаудың күнтізбелік жоспарында мына күн белгіленген: {due_on}; жоспардағы күн "
    "басым. Дереккөз: {source}.",
    "count-day": "Мерзім – {period}, демалыс күндері де саналады. Оқиға болған күннің өзі саналмайды, "
    "санау келесі күннен басталады; соңғы күн – {due_on}.",
    "count-working-day": "Мерзім – {period}. Тек жұмыс күндері саналады, санау оқиғадан кейінгі бірінші "
    "жұмыс күнінен басталады; соңғы күн – {due_on}.",
    "count-month": "Мерзім – {period}. Ол тиісті айдың сол күнінде аяқталады, ондай күн болмаса – айдың "
    "соңғы күнінде: {due_on}.",
    "count-same-day": "Мерзім оқиға болған күннің өзінде аяқталады: {due_on}.",
    "count-hours-forward": "Мерзім – {period}, ол оқиға болған сәттен бастап саналады.",
    "count-hours-backward": "Мұны оқиғадан кемінде {period} бұрын жасау керек.",
    "count-backward-clear": "Заңда оқиғадан {period} бұрын делінген. Күнтізбелік жоспарлардың тәжірибесі "
    "бойынша соңғы күн мен оқиғаның арасында толық {period} қалады, сондықтан соңғы күн – {due_on}.",
    "count-backward-plain": "Оқиғадан {period} кері саналғанда шығатын күн – {due_on}.",
    "strict-reading": "Оқиға болған күн де саналса, соңғы күн – {strict_on}. Заңда қайсысы дұрыс екені "
    "айтылмаған, сондықтан ертерек күнге үлгерген сенімдірек.",
    "other-reading": "Басқаша түсіндірілсе, мына күн шығады: {other_on}.",
    "rolled": "Соңғы күн – {from_on} – демалыс күніне түседі, сондықтан мерзім келесі жұмыс күніне "
    "ауысады: {due_on}.",
    "day-off-kept": "Соңғы күн – {due_on} – демалыс күніне түседі. Мерзім бұдан жылжымайды.",
    "dispute": "Даулы мәселе. {text}",
    "warning-immediate-on-other-reading": "Сақтық үшін мұны дереу орындалуға тиіс деп санаған жөн.",
    "warning-results-not-known": "Қорытындылар жарияланған күн белгілі болғанда енгізіңіз: мерзім өзгеруі "
    "мүмкін.",
    "warning-calendar-incomplete": "Бұл жылдың ауыстырылған демалыс күндері толық белгілі емес, сондықтан "
    "соңғы күн өзгеруі мүмкін.",
    "result": "Соңғы күн – {due_on}; мерзім жергілікті уақытпен сағат {hour} болғанда аяқталады, уақыт "
    "белдеуі – {zone}.",
    "result-immediate": "Дереу орындалуға тиіс, кешіктірмегенде сол күннің соңына дейін: {due_on}, "
    "жергілікті уақытпен сағат {hour}, уақыт белдеуі – {zone}.",
}

RU = {
    "rule": "Срок «{names}» установлен нормой: {citations}.",
    "inference": "Этот срок прямо в законе не назван, он выведен из его норм.",
    "edition-start": "О редакции нормы. {text}",
    "started": "Точка отсчёта — {event}: {event_on}{time}.",
    "proximity-far": "День голосования — {voting_on}. Требование действовать немедленно применяется только"
    " с {from_on}, поэтому вычисляется обычный срок.",
    "proximity-boundary": "День голосования — {voting_on}. Требование действовать немедленно бесспорно "
    "применяется с {from_on}; событие пришлось на предыдущий, пограничный день.",
    "proximity-before-voting": "День голосования — {voting_on}. С {from_on} закон требует действовать "
    "немедленно. Часов закон не называет, поэтому показан конец того же дня.",
    "proximity-voting-day": "Событие пришлось на день голосования: {voting_on}. Закон требует действовать "
    "немедленно. Часов закон не называет, поэтому показан конец того же дня.",
    "proximity-before-results": "День голосования — {voting_on}, день объявления итогов — {results_on}. До"
    " объявления итогов закон требует действовать немедленно; показан конец того же дня.",
    "proximity-results-not-known": "День голосования — {voting_on}, сведений об объявлении итогов нет. До "
    "их объявления закон требует действовать немедленно; показан конец того же дня.",
    "proximity-results-day": "Событие пришлось на день объявления итогов: {results_on}. Что было раньше, "
    "неизвестно, поэтому вычислен обычный срок.",
    "proximity-after": "День голосования — {voting_on}. К моменту события требование действовать "
    "немедленно уже не применялось, поэтому вычисляется обычный срок.",
    "override": "Календарный план этих выборов называет дату {due_on}; дата плана имеет преимущество. "
    "Источник: {source}.",
    "count-day": "Срок — {period}, выходные дни тоже считаются. День самого события не считается, отсчёт "
    "начинается со следующего дня; последний день — {due_on}.",
    "count-working-day": "Срок — {period}. Считаются только рабочие дни, начиная с первого рабочего дня "
    "после события; последний день — {due_on}.",
    "count-month": "Срок — {period}. Он истекает в то же число соответствующего месяца, а если такого "
    "числа нет — в последний день месяца: {due_on}.",
    "count-same-day": "Срок истекает в день самого события: {due_on}.",
    "count-hours-forward": "Срок — {period}, он идёт с момента события.",
    "count-hours-backward": "Это нужно сделать не позднее чем за {period} до события.",
    "count-backward-clear": "Закон говорит: за {period} до события. По практике календарных планов между "
    "последним днём и событием проходит полностью {period}, поэтому последний день — {due_on}.",
    "count-backward-plain": "Обратный отсчёт от события ({period}) даёт дату: {due_on}.",
    "strict-reading": "Если считать и день события, последний день — {strict_on}. Закон не говорит, как "
    "правильно, поэтому надёжнее успеть к более ранней дате.",
    "other-reading": "При другом толковании получается дата: {other_on}.",
    "rolled": "Последний день, {from_on}, — нерабочий, поэтому срок переходит на следующий рабочий день: "
    "{due_on}.",
    "day-off-kept": "Последний день, {due_on}, — нерабочий. Срок из-за этого не переносится.",
    "dispute": "Спорный вопрос. {text}",
    "warning-immediate-on-other-reading": "Для надёжности следует считать, что действовать нужно немедленно.",
    "warning-results-not-known": "Внесите день объявления итогов, когда он станет известен: срок может "
    "измениться.",
    "warning-calendar-incomplete": "Переносы выходных дней этого года известны не полностью, поэтому "
    "последний день может сдвинуться.",
    "result": "Последний день — {due_on}; срок истекает в {hour} по местному времени ({zone}).",
    "result-immediate": "Действовать нужно немедленно, самое позднее до конца дня: {due_on}, {hour} по "
    "местному времени ({zone}).",
}

EN = {
    "rule": "The time limit “{names}” is set by {citations}.",
    "inference": "The law does not state this limit in so many words; it is inferred from its provisions.",
    "edition-start": "About this wording of the law: {text}",
    "started": "The starting point is {event}: {event_on}{time}.",
    "proximity-far": "Voting day is {voting_on}. The demand to act immediately applies only from "
    "{from_on}, so the ordinary limit is computed.",
    "proximity-boundary": "Voting day is {voting_on}. The demand to act immediately applies beyond doubt "
    "from {from_on}; the event falls on the day before that, the boundary.",
    "proximity-before-voting": "Voting day is {voting_on}. From {from_on} the law demands action "
    "immediately. It names no number of hours, so the end of the same day is shown.",
    "proximity-voting-day": "The event falls on voting day, {voting_on}. The law demands action "
    "immediately. It names no number of hours, so the end of the same day is shown.",
    "proximity-before-results": "Voting day was {voting_on} and the results were announced on "
    "{results_on}. Until results are announced the law demands action immediately; the end of the same "
    "day is shown.",
    "proximity-results-not-known": "Voting day was {voting_on} and no announcement of results is recorded."
    " Until results are announced the law demands action immediately; the end of the same day is shown.",
    "proximity-results-day": "The event falls on the day the results were announced, {results_on}, and it "
    "is not known which came first. The ordinary limit is computed.",
    "proximity-after": "Voting day was {voting_on}. When the event happened, the demand to act immediately"
    " no longer applied, so the ordinary limit is computed.",
    "override": "The calendar plan of this election sets {due_on}; the plan's date prevails. Source: "
    "{source}.",
    "count-day": "The limit is {period}, days off included. The day of the event itself is not counted, "
    "the count begins on the next day; the last day is {due_on}.",
    "count-working-day": "The limit is {period}. Only working days are counted, from the first working day"
    " after the event; the last day is {due_on}.",
    "count-month": "The limit is {period}. It ends on the same day of the month, or on the last day of the"
    " month when there is no such day: {due_on}.",
    "count-same-day": "The limit ends on the day of the event itself: {due_on}.",
    "count-hours-forward": "The limit is {period} from the moment of the event.",
    "count-hours-backward": "It must be done at least {period} before the event.",
    "count-backward-clear": "The law says {period} before the event. In official calendar plans {period} "
    "pass in full between the last day and the event, so the last day is {due_on}.",
    "count-backward-plain": "Counted back from the event ({period}), the date is {due_on}.",
    "strict-reading": "If the day of the event is counted too, the last day is {strict_on}. The law does "
    "not say which is right, so it is safer to act by the earlier date.",
    "other-reading": "By the other reading the date would be {other_on}.",
    "rolled": "The last day, {from_on}, is a day off, so the limit moves to the next working day: {due_on}.",
    "day-off-kept": "The last day, {due_on}, is a day off. The limit does not move because of that.",
    "dispute": "Disputed: {text}",
    "warning-immediate-on-other-reading": "To be safe, treat it as due immediately.",
    "warning-results-not-known": "Record the day the results are announced once it is known: the limit may"
    " change.",
    "warning-calendar-incomplete": "The moved days off of this year are not fully known, so the last day "
    "may shift.",
    "result": "The last day is {due_on}; the limit ends at {hour} local time ({zone}).",
    "result-immediate": "It is due immediately, at the latest by the end of the day: {due_on}, {hour} "
    "local time ({zone}).",
}

SENTENCES = {"kk": KK, "ru": RU, "en": EN}
SILENT = frozenset({"facts"})
"""Steps that hold data for replay and have nothing to tell."""
