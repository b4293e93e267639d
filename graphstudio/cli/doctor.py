"""`graphstudio doctor`: what was found on this machine, and the line that mends it."""

import json
from dataclasses import asdict

from graphstudio.session.doctor import examine

_SIGNS = {"good": "ok  ", "note": "note", "bad": "BAD "}


def doctor(*, is_json: bool) -> int:
    """Print every finding as it comes; give 1 when anything is bad."""
    has_bad = False
    for finding in examine():
        has_bad = has_bad or finding.verdict == "bad"
        if is_json:
            print(json.dumps(asdict(finding)), flush=True)
            continue
        print(f"{_SIGNS[finding.verdict]}  {finding.about:15} {finding.found}", flush=True)
        if finding.remedy:
            print(f"      {'':15} -> {finding.remedy}", flush=True)
    return int(has_bad)
