"""Words in the reader's language.

English messages are their own ids; the other languages stand in gettext catalogues in `locales`.
Below the edge nobody makes words: errors carry codes and parameters, and `problem_text` says them.
"""

from tongqu.text.problems import problem_text
from tongqu.text.translation import LANGUAGES, Translator, language, translator

__all__ = ["LANGUAGES", "Translator", "language", "problem_text", "translator"]
