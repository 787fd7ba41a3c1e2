"""Nobody pays for being chosen or placed: what is found, and what is left in peace (C-21)."""

import pytest

from matcher.fees import asks_candidates_to_pay


@pytest.mark.parametrize(
    "text",
    [
        "You must pay a recruitment fee of 500 euros before departure.",
        "Good wages. A placement fee is payable by the candidate.",
        "Les frais de dossier sont à la charge du candidat.",
        "Vous versez une caution de 300 euros.",
        "Los gastos de selección corren a cargo de la persona candidata.",
        "Las personas candidatas pagan una tasa de inscripción.",
        "Os candidatos pagam uma taxa de inscrição.",
        "رسوم التوظيف على نفقة المرشح.",
    ],
)
def test_words_that_make_people_pay_are_found(text: str) -> None:
    assert asks_candidates_to_pay(text)


@pytest.mark.parametrize(
    "text",
    [
        "No fee is ever payable by the candidate.",
        "Les candidats ne paient aucuns frais.",
        "Frais de voyage pris en charge par l'employeur.",
        "You keep the accounts and collect school fees.",
        "Las personas candidatas no pagan ninguna tasa.",
        "Os candidatos nunca pagam taxas.",
        "Vous réglez les machines et tenez le registre des frais généraux.",
        "Workers are paid by the hour; visa fees are covered.",
        "لا يدفع المرشح أي رسوم.",
        "",
    ],
)
def test_other_words_about_money_are_left_in_peace(text: str) -> None:
    assert not asks_candidates_to_pay(text)
