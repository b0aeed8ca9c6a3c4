"""The sentence for each step of a computation, in Kazakh, Russian and English, and the words it needs."""

from __future__ import annotations

from casetracker.law.phrases import en, kk, ru

__all__ = ["BY_NORM", "EVENT_NAMES", "GROUND_NAMES", "SENTENCES", "SILENT"]

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

GROUND_NAMES = {
    "kk": {
        "parallel-court": "сол мәселені сот қарап жатыр",
        "constitutional-review": "конституциялық іс жүргізу жүріп жатыр",
        "defects": "кемшіліктерді жою үшін қайтарылды",
        "forwarded": "тиесілі органға жіберілді",
        "other": "өзге себеп",
    },
    "ru": {
        "parallel-court": "тот же вопрос рассматривает суд",
        "constitutional-review": "идёт конституционное производство",
        "defects": "возвращено для устранения недостатков",
        "forwarded": "направлено по принадлежности",
        "other": "иная причина",
    },
    "en": {
        "parallel-court": "a court has the same matter before it",
        "constitutional-review": "constitutional proceedings are under way",
        "defects": "returned so that defects can be put right",
        "forwarded": "forwarded to the competent body",
        "other": "another reason",
    },
}

# Appended where a stay rests on an article that the rule names; nothing otherwise.
BY_NORM = {"kk": "; норма: {citations}", "ru": "; норма: {citations}", "en": "; norm: {citations}"}

SENTENCES = {"kk": kk.SENTENCES, "ru": ru.SENTENCES, "en": en.SENTENCES}
SILENT = frozenset({"facts"})
"""Steps that hold data for replay and have nothing to tell."""
