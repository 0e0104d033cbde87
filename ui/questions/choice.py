"""Which question, and the visitor's guess at it before the result shows."""

import streamlit as st

from ui.shared.questions import QUESTIONS, Question
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS

WORDS = TEXTS["questions"]
PARAMETER = "question"  # of the address
NAMES = [*QUESTIONS]


def choose_question() -> str:
    """The name of the one that is chosen, which the address says, and said at first."""
    asked = st.query_params.get(PARAMETER, "")
    if "question" not in st.session_state and asked in QUESTIONS:
        st.session_state["question"] = asked
    numbered = {name: f"{i}  {QUESTIONS[name].short}" for i, name in enumerate(NAMES, 1)}
    name = choose_one(
        WORDS["choose"], NAMES, key="question", help=WORDS["help"], in_words=numbered.__getitem__
    )
    st.query_params[PARAMETER] = name
    return name


def guess(name: str) -> int | None:
    """The number of the option that the visitor has guessed, None before they have."""
    question = QUESTIONS[name]
    st.markdown(f"#### {question.asks}")
    facts = {"preset": question.preset, "varied": question.varied, "whose": question.whose}
    st.caption(WORDS["about"].format(**facts))
    guessed = st.radio(
        WORDS["guess"],
        range(len(question.options)),
        index=_guesses().get(name),
        key=f"guess_{name}",
        format_func=question.options.__getitem__,
        disabled=is_shown(name),
        help=WORDS["guess_help"],
    )
    if guessed is not None:
        _guesses()[name] = guessed
    return guessed


def _guesses() -> dict[str, int]:
    """By question; Streamlit forgets what a control said once another page or question is shown."""
    return st.session_state.setdefault("guesses", {})


def result_button(name: str, guessed: int | None) -> None:
    """Shows the result to who has guessed; or hides it, for the next class."""
    is_open = is_shown(name)
    st.button(
        WORDS["hide"] if is_open else WORDS["show"],
        key="hide" if is_open else "show",
        type="secondary" if is_open else "primary",
        on_click=show_result,
        args=(name, not is_open),
        disabled=guessed is None and not is_open,
        help=WORDS["show_help"],
    )


def show_result(name: str, shown: bool = True) -> None:
    st.session_state[f"shown_{name}"] = shown


def is_shown(name: str) -> bool:
    return st.session_state.get(f"shown_{name}", False)


def verdict(question: Question, guessed: int | None) -> None:
    """What the visitor guessed, beside what was found."""
    found = question.options[question.right]
    if guessed == question.right:
        st.success(WORDS["right"].format(found=found), icon=":material/check_circle:")
    elif guessed is None:
        st.info(WORDS["found"].format(found=found), icon=":material/lightbulb:")
    else:
        st.info(WORDS["wrong"].format(found=found), icon=":material/lightbulb:")


def score() -> None:
    """How many of those seen so far were guessed."""
    seen = [name for name in NAMES if is_shown(name)]
    hits = [_guesses().get(name) == QUESTIONS[name].right for name in seen]
    if seen:
        st.caption(WORDS["score"].format(right=sum(hits), seen=len(seen), all=len(NAMES)))
