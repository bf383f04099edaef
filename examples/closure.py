"""Ask the same question on two days of knowledge about one lock closure.

The closure was planned for 29 January to 12 February 2025 and ended six days early. What a shipper
should do depends on what is known when he asks.
"""

from datetime import date

from tongqu import compare, load_region

region = load_region("qujiang")
for as_of in (date(2025, 1, 28), date(2025, 2, 8)):
    answer = compare(
        region,
        "juhua",
        "jebel-ali",
        commodity="calcium-chloride",
        tonnes=600,
        ready=date(2025, 1, 28),
        as_of=as_of,
    ).to_dict()
    print(f"known on {as_of}:")
    for option in answer["options"]:
        print(
            f"  {option['label']}: {option['cost']:,.0f} {answer['currency']}, {option['arrive']}"
        )
    for note in answer["notes"]:
        print(f"  note: {note['text']}")
