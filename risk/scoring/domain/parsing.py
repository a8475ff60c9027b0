"""Loading a model from standard input, as a process of its own that may break.

Run by `services/checking.py`. Says the number of trees and of features, and a figure for each
probing row, as JSON.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Load the model that comes in, try it, and say what it is."""
    import lightgbm  # noqa: PLC0415 - only this process loads what comes from outside
    import numpy as np  # noqa: PLC0415

    model = lightgbm.Booster(model_str=sys.stdin.read())
    width = model.num_feature()
    rows = np.array([np.full(width, value) for value in (0.0, 1.0, -1.0, 1e12, -1e12)])
    found = [float(each) for each in model.predict(rows, num_threads=1)]
    model.predict(rows, pred_contrib=True, num_threads=1)
    sys.stdout.write(json.dumps({"trees": model.num_trees(), "features": width, "figures": found}))


if __name__ == "__main__":
    main()
