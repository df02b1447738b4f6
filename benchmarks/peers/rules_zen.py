"""The 鲁科贷 rule of benchmarks/incentives.py as a decision of zen-engine, one firm at a time with its trace. Prints JSON."""

import json
import sys
import time

import numpy as np
import zen

FACTS = ("holds_tech_sme", "loan_eligible_use", "loan_repaid", "lukedai_subsidised", "loan_interest")
RULE = (
    "holds_tech_sme and loan_eligible_use and loan_repaid and not lukedai_subsidised"
    " ? min([floor(loan_interest * 2 / 5), 50000000]) : 0"
)
DECISION = {
    "nodes": [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "rule",
            "name": "rule",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {"expressions": [{"id": "a", "key": "amount", "value": RULE}]},
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ],
    "edges": [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rule"},
        {"id": "2", "type": "edge", "sourceId": "rule", "targetId": "out"},
    ],
}


def main(path: str, number: int = 5000) -> None:
    facts = np.load(path)
    rows = [{key: facts[key][i].item() for key in FACTS} for i in range(number)]
    decision = zen.ZenEngine().create_decision(json.dumps(DECISION))
    start = time.perf_counter()
    results = [decision.evaluate(row, {"trace": True}) for row in rows]
    seconds = time.perf_counter() - start
    exact = facts["exact.lukedai_interest"]
    wrong = sum(int(r["result"]["amount"]) != int(exact[i]) for i, r in enumerate(results))
    print(json.dumps({"rows_per_second": number / seconds, "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1])
