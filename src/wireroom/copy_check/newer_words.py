"""Beginnings of words that everybody writes and that the usual dictionaries do not have yet."""

from __future__ import annotations

_WORDS = {
    "en": """
        blockchain carryforward chatbot cofound covid crypto cyber deepfake delist disinformation emoji eurobond
        hashtag interagency livestream midafternoon online paywall podcast ransomware realtime spinoff startup
        unfollow vape vaping writedown writeoff
    """,
    "ru": """
        авиаудар аэробаллист беспилотн биткоин блогер блокчейн видеоформат госизмен госкорпор госполит графен
        дипфейк дрон евроинтегр замглав импортозамещ имплант инфлюенсер иноагент информагент кабмин кибер ковид
        контент криптовалют лайк логистич маркетплейс медиа мессендж минобор минфин мониторингов нацбез нейросет
        неядерн омбудсмен онлайн подкаст правозащитниц провоен промоутер пророссий проукраин пятиэтаж рендер
        репост санкцион сверхмасс сервис соцсет спецпосланн спецпредстав спецсредств стартап стрим твиттер
        телеграм телеобращ тренд фейк фейсбук фентанил хейт хештег чат-бот шахед эксклюзивн
    """,
    "fr": """
        blog crypto covid cyber décarbon deepfake drone féminicid influenceu kenyan phytochimi podcast selfie
        smartphone start streame superyacht tweet youtub
    """,
    "es": """
        azulcrema bitcoin bullying chilang ciber click concejal covid criptomoned desabast ébola estadunidens
        exgobern exmandat feminicid hacker influencer likes lobby manager márketing nanopart online opiáce
        oxitocin panista permisionari podcast premium priista renegoci selfie serotonin shampoo slogan
        smartphone streaming tabasqueñ televisor touroperador viraliz
    """,
}

NEWER_WORDS = {language: tuple(words.split()) for language, words in _WORDS.items()}
