"""Where each method comes from."""

__all__ = ["METHODS"]

METHODS = {
    "erlang_c": (
        "A. K. Erlang 1917; D. Gross, C. M. Harris, Fundamentals of Queueing Theory, 1985, "
        "section 2.3"
    ),
    "recurrent": "L. Takács, Introduction to the Theory of Queues, 1962, chapter 2, theorem 3",
    "matrix_geometric": (
        "M. F. Neuts, Matrix-Geometric Solutions in Stochastic Models, 1981, theorem 3.1.1; "
        "D. A. Bini, B. Meini, SIAM J. Matrix Anal. Appl. 17 (1996) 906-926"
    ),
    "modes": (
        "I. J. B. F. Adan, W. A. van de Waarsenburg, J. Wessels, European Journal of Operational "
        "Research 92 (1996) 112-124; L. Takács, Introduction to the Theory of Queues, 1962, "
        "chapter 2"
    ),
    "fixed_service": (
        "C. D. Crommelin, P.O. Electrical Engineers' Journal 25 (1932) 41-50; "
        "G. J. Franx, Operations Research Letters 29 (2001) 221-229"
    ),
    "every_kth": (
        "V. B. Iversen, Operations Research Letters 2 (1983) 20-21: Ek/D/c waits as M/D/kc; "
        "C. D. Crommelin, P.O. Electrical Engineers' Journal 25 (1932) 41-50"
    ),
    "timetable": "by hand: whoever comes by the clock and is served by the clock meets nobody",
    "limited_places": (
        "D. Gross, C. M. Harris, Fundamentals of Queueing Theory, 1985, section 2.4"
    ),
    "finite_fleet": (
        "D. Gross, C. M. Harris, Fundamentals of Queueing Theory, 1985, section 2.6; "
        "S. S. Lavenberg, M. Reiser, J. Appl. Prob. 17 (1980) 1048-1061"
    ),
    "bulk_service": "N. T. J. Bailey, J. R. Stat. Soc. B 16 (1954) 80-87",
    "product_form": "P. J. Burke, Operations Research 4 (1956) 699-704",
    "content": (
        "F. Pollaczek 1930; P. H. Brill, M. J. M. Posner, Operations Research 25 (1977) 662-674 "
        "(level crossings)"
    ),
}
"""Paper or book of each method, the same in every language."""
