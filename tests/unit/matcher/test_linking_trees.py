"""Trees answered all at once agree with trees walked question by question."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.linking.signs import SIGNS
from matcher.linking.trees import Trees
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from matcher.linking.weights_skills import SKILL_WEIGHTS

WIDTH = 4
LIMITS = st.sampled_from([-1.5, -0.5, 0.0, 0.25, 0.5, 1.0, 3.0])
VALUES = st.integers(-9_999, 9_999).map(lambda each: each / 10_000)
Node = tuple[int, float, "Node", "Node"] | float


def walked(base: float, text: str, signs: list[float]) -> float:
    """The slow oracle: walk every tree from its root."""
    total = base
    for line in text.splitlines():
        nodes = line.split()
        if not nodes:
            continue
        at = 0
        while ":" in nodes[at]:
            sign, limit, yes, no = nodes[at].split(":")
            at = int(yes) if signs[int(sign)] <= float(limit) else int(no)
        total += float(nodes[at])
    return total


def written(tree: Node) -> str:
    """Write a tree as the weights do: nodes of one line, the root first."""
    nodes: list[str] = []

    def write(node: Node) -> int:
        at = len(nodes)
        nodes.append("")
        if isinstance(node, float):
            nodes[at] = f"{node:.4f}"
        else:
            sign, limit, yes, no = node
            first = write(yes)
            nodes[at] = f"{sign}:{limit}:{first}:{write(no)}"
        return at

    write(tree)
    return " ".join(nodes)


def trees(answers: int) -> st.SearchStrategy[Node]:
    """Any tree with so many answers at most."""
    if answers < 2:
        return VALUES
    question = st.tuples(
        st.integers(0, WIDTH - 1), LIMITS, trees(answers // 2), trees(answers // 2)
    )
    return st.one_of(VALUES, question)


ROWS = st.lists(
    st.lists(st.one_of(LIMITS, st.floats(-4, 4)), min_size=WIDTH, max_size=WIDTH),
    min_size=1,
    max_size=6,
)


@settings(max_examples=50)
@given(st.lists(trees(16), max_size=5), ROWS, st.sampled_from([0.0, -4.123456, 2.5]))
def test_any_trees_agree_with_the_walk(
    grown: list[Node], rows: list[list[float]], base: float
) -> None:
    text = "\n".join(written(tree) for tree in grown)
    added = Trees(base, text).add_up(np.array(rows))
    assert added == pytest.approx([walked(base, text, row) for row in rows], abs=1e-9)


@pytest.mark.parametrize("weights", [OCCUPATION_WEIGHTS, SKILL_WEIGHTS], ids=lambda w: w.version)
def test_the_learnt_trees_agree_with_the_walk(weights: object) -> None:
    learnt = weights.trees  # type: ignore[attr-defined]  # one of two weights
    rows = np.round(np.random.default_rng(3).normal(0.3, 0.7, (40, len(SIGNS))), 5)
    rows[::4] = 0.0
    expected = [walked(learnt.base, learnt.text, row) for row in rows.tolist()]
    assert learnt.add_up(rows) == pytest.approx(expected, abs=1e-9)


def test_a_number_that_is_the_limit_goes_the_yes_way() -> None:
    one = Trees(1.0, "0:0.5:1:2 0.1000 0.2000")
    assert one.add_up(np.array([[0.5], [0.50001]])) == pytest.approx([1.1, 1.2])


def test_no_tree_gives_the_base_alone() -> None:
    assert Trees(0.25, "\n").add_up(np.zeros((3, 2))).tolist() == [0.25] * 3


def test_no_row_gives_no_score() -> None:
    assert Trees(0.25, "0:0.5:1:2 0.1 0.2").add_up(np.zeros((0, 1))).tolist() == []


def test_a_tree_with_too_many_answers_is_refused() -> None:
    deep: Node = 0.0
    for _ in range(16):
        deep = (0, 0.5, 1.0, deep)
    with pytest.raises(ValueError, match="at most 16"):
        Trees(0.0, written(deep))
