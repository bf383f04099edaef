"""Ask the shipped region its first question and print the answer in words.

Run it: ``python examples/first_answer.py``
"""

from datetime import date

from tongqu import compare, load_region

region = load_region("qujiang")
lot = {"commodity": "calcium-chloride", "tonnes": 600, "ready": date(2024, 12, 3)}
answer = compare(region, "juhua", "jebel-ali", **lot)
print(answer.summary("en"))
