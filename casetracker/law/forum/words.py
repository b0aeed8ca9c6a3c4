"""The guide's own sentences in Kazakh, Russian and English; what the law says stands in its files."""

from __future__ import annotations

LANGUAGES = ("kk", "ru", "en")

STANDING = {
    "kk": {
        "yes": "Жүгіну құқығы бар",
        "no": "Жүгіну құқығы жоқ",
        "unclear": "Жүгіну құқығы бар-жоғы анық емес",
    },
    "ru": {
        "yes": "Право на обращение есть",
        "no": "Права на обращение нет",
        "unclear": "Есть ли право на обращение, неясно",
    },
    "en": {
        "yes": "There is standing",
        "no": "There is no standing",
        "unclear": "Whether there is standing is unclear",
    },
}
TIMING = {
    "kk": {
        "in-time": "Мерзімінде берілген.",
        "strict-passed": "Қатаң есеп бойынша соңғы күннен ({strict_on}) кейін берілген, бірақ соңғы күннен "
        "({due_on}) кешіктірілмеген. Оқиға болған күн саналмаса, мерзім өткізілмеген.",
        "late": "Мерзімі өткеннен кейін берілген: соңғы күн – {due_on}. Қарауға алу-алмауды қарайтын орган "
        "немесе сот шешеді.",
    },
    "ru": {
        "in-time": "Подано в срок.",
        "strict-passed": "Подано после последнего дня при строгом счёте ({strict_on}), но не позднее "
        "последнего дня ({due_on}). Если день события не считается, срок соблюдён.",
        "late": "Подано после срока: последний день — {due_on}. Рассматривать ли такое обращение, решает "
        "орган или суд, который его получил.",
    },
    "en": {
        "in-time": "It was filed in time.",
        "strict-passed": "It was filed after the strict last day ({strict_on}), but not after the last day "
        "({due_on}). If the day of the event is not counted, it is in time.",
        "late": "It was filed after the last day, {due_on}. Whether it is examined is for the body or court "
        "that received it to decide.",
    },
}
ASSUMED = {
    "kk": {
        "filed-on-act-day": "Берілген күні көрсетілмеген, сондықтан шамамен есептеу үшін жолданым дауланатын "
        "оқиға болған күні берілді деп алынды. Берілген күні белгілі болғанда оны енгізіңіз.",
        "accepted-when-filed": "Мерзім іс жүргізуге қабылданған күннен саналады. Ол белгісіз, сондықтан "
        "берілген күн алынды.",
    },
    "ru": {
        "filed-on-act-day": "День подачи не указан, поэтому для оценки принято, что обращение подано в день "
        "обжалуемого события. Укажите день подачи, когда он будет известен.",
        "accepted-when-filed": "Срок считается со дня принятия обращения к производству. Он неизвестен, "
        "поэтому взят день подачи.",
    },
    "en": {
        "filed-on-act-day": "No day of filing was given, so this estimate takes the day of the contested "
        "act for it. Give the day of filing once it is known.",
        "accepted-when-filed": "The limit is counted from the day the application is accepted for review. "
        "That day is not known, so the day of filing was taken.",
    },
}
LATENESS = {
    "kk": {
        "not-examined": "Осы мерзімнен кейін берілген шағым қаралмайды.",
        "returned": "Осы мерзімнен кейін берілген талап қоюды сот қайтарады.",
        "no-ground-to-refuse": "Мерзімнің өтуі қабылдаудан бас тартуға негіз болмайды.",
    },
    "ru": {
        "not-examined": "Поданное позже рассмотрению не подлежит.",
        "returned": "Иск, поданный позже, суд возвращает.",
        "no-ground-to-refuse": "Пропуск срока не является основанием для отказа в приёме.",
    },
    "en": {
        "not-examined": "What is filed later is not examined.",
        "returned": "A claim that is filed later is returned by the court.",
        "no-ground-to-refuse": "Lateness is no ground to refuse it.",
    },
}
FILE_BY = {
    "kk": {
        "file-by": "Мына күннен кешіктірмей беріңіз: {strict_on}; ең соңғы мерзім – {due_on}.",
        "file-once": "Мына күннен кешіктірмей беріңіз: {due_on}.",
        "file-immediately": "Дереу беріңіз, ең соңғы мерзім – {due_on}.",
        "unverified": "Беру мерзімі есептелмейді.",
    },
    "ru": {
        "file-by": "Подайте не позднее {strict_on}; крайний срок — {due_on}.",
        "file-once": "Подайте не позднее {due_on}.",
        "file-immediately": "Подайте немедленно, крайний срок — {due_on}.",
        "unverified": "Срок подачи не вычисляется.",
    },
    "en": {
        "file-by": "File by {strict_on}; at the latest by {due_on}.",
        "file-once": "File by {due_on}.",
        "file-immediately": "File immediately, at the latest by {due_on}.",
        "unverified": "The last day to file is not computed.",
    },
}
UNVERIFIED = {
    "kk": "Осы жағдайға қатысты заң мәтіні тексерілмеген. Жолдар тексерілген соңғы заң бойынша көрсетілді; "
    "олардың сақталғаны белгісіз, мерзімдер есептелмейді.",
    "ru": "Текст закона для этого случая не проверен. Способы обращения показаны по последнему "
    "проверенному закону; сохранились ли они, неизвестно, сроки не вычисляются.",
    "en": "The text of the law for this case has not been verified. The routes shown are those of the law "
    "that was verified last; whether they still exist is not known, and no limits are computed.",
}
VOUCHED = {
    "kk": "Осы жағдайға қатысты заң мәтіні тексерілмеген. Мерзімдер тексерілген соңғы редакция бойынша "
    "есептелді: оның қолданылатынын әкімші мына күні растады: {on}; негізі: {source}. Бұл күндерге сүйенбес "
    "бұрын оларды қолданыстағы мәтінмен салыстырыңыз.",
    "ru": "Текст закона для этого случая не проверен. Сроки вычислены по последней проверенной редакции: "
    "то, что она действует, администратор подтвердил {on}, основание — {source}. Прежде чем полагаться на "
    "эти даты, сверьте их с действующим текстом.",
    "en": "The text of the law for this case has not been verified. The limits are computed by the wording "
    "that was verified last: on {on} an administrator confirmed that it still holds, on the strength of: "
    "{source}. Compare the dates with the text in force before relying on them.",
}
MARKS = {
    "kk": {
        "verified": "Заң мәтіні бойынша тексерілген",
        "inference": "Заңда тікелей жазылмаған, оның нормаларынан шығарылған",
        "disputed": "Даулы",
    },
    "ru": {
        "verified": "Проверено по тексту закона",
        "inference": "Прямо в законе не названо, выведено из его норм",
        "disputed": "Спорно",
    },
    "en": {
        "verified": "Verified in the text of the law",
        "inference": "Not stated in the law in so many words, inferred from its provisions",
        "disputed": "Disputed",
    },
}
HEADINGS = {
    "kk": {
        "routes": "Қайда жүгінуге болады",
        "closed": "Сіз пайдалана алмайтын жолдар",
        "remains": "Қандай мүмкіндік қалады",
        "notes": "Ескертпелер",
        "forum": "Қарайтын орган немесе сот",
        "filing": "Беру мерзімі",
        "no-filing": "Беру мерзімі тексерілген нормаларда жоқ.",
        "review": "Қарау мерзімі",
        "no-review": "Қарау мерзімі тексерілген нормаларда жоқ.",
        "after": "Одан кейін",
        "finality": "Түпкіліктілігі",
        "remark": "Ескертпе",
        "disputes": "Даулы мәселе",
        "basis": "Негізі",
        "due": "{due_on}; қатаң есеп бойынша – {strict_on}",
        "due-other": "{due_on}; басқаша түсіндірсе – {other_on}",
        "due-once": "{due_on}",
        "immediate": "дереу, кешіктірмегенде {due_on}",
        "go-to": "Дауды қарайтын орган немесе сот: {bodies}.",
        "maybe": "Жүгіну құқығыңыз бар-жоғы анық емес. Дауды қарайтын орган немесе сот: {bodies}.",
    },
    "ru": {
        "routes": "Куда обратиться",
        "closed": "Куда вы обратиться не вправе",
        "remains": "Какая возможность остаётся",
        "notes": "Примечания",
        "forum": "Кто рассматривает",
        "filing": "Срок подачи",
        "no-filing": "Срока подачи в проверенных нормах нет.",
        "review": "Срок рассмотрения",
        "no-review": "Срока рассмотрения в проверенных нормах нет.",
        "after": "Что дальше",
        "finality": "Окончательность",
        "remark": "Замечание",
        "disputes": "Спорный вопрос",
        "basis": "Основание",
        "due": "{due_on}; при строгом счёте — {strict_on}",
        "due-other": "{due_on}; при другом прочтении — {other_on}",
        "due-once": "{due_on}",
        "immediate": "немедленно, самое позднее {due_on}",
        "go-to": "Кто рассматривает спор: {bodies}.",
        "maybe": "Есть ли у вас право на обращение, неясно. Кто рассматривает спор: {bodies}.",
    },
    "en": {
        "routes": "Where to turn",
        "closed": "Where you have no standing",
        "remains": "What remains",
        "notes": "Notes",
        "forum": "Who decides",
        "filing": "Time limit to file",
        "no-filing": "There is no time limit to file in the provisions that were verified.",
        "review": "Time limit to decide",
        "no-review": "There is no time limit to decide in the provisions that were verified.",
        "after": "What follows",
        "finality": "Finality",
        "remark": "Remark",
        "disputes": "Disputed",
        "basis": "Basis",
        "due": "{due_on}; by the strict count {strict_on}",
        "due-other": "{due_on}; by the other reading {other_on}",
        "due-once": "{due_on}",
        "immediate": "immediately, at the latest {due_on}",
        "go-to": "The dispute is decided by: {bodies}.",
        "maybe": "Whether you have standing is unclear; it is decided by: {bodies}.",
    },
}
