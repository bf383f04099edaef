"""Ask the shipped region its first question and print the answer in words.

Run it: ``python examples/first_answer.py``
"""

from tongqu import compare, load_region

region = load_region("qujiang")
answer = compare(
    region, "juhua", "jebel-ali", commodity="calcium-chloride", tonnes=600, ready="2024-12-03"
)
print(answer.summary("en"))
