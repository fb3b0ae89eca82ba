"""Run Rasa's prediction graph without dask, which plans anew at every run, twice a message.

The plan is always the same, and making it takes longer than most of the nodes (docs/decisions/0002).
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, tuple[str, ...]]  # A node, and the nodes or inputs that it needs.


class StraightRunner:
    """Takes over the nodes of a loaded graph and runs them one after the other."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._schema: GraphSchema = loaded._graph_schema
        self._nodes = loaded._instantiated_nodes
        self._plans: dict[tuple[str, ...], list[Step]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Outputs of the targets by name, as `DaskGraphRunner.run` gives them."""
        wanted = tuple(targets or self._schema.target_names)
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plan(wanted):
            results[name] = self._nodes[name](*(results[need] for need in needs))
        return {target: results[target][1] for target in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        """The nodes that the targets need, each after those that it needs itself."""
        if targets not in self._plans:
            nodes = self._schema.minimal_graph_schema(list(targets)).nodes
            steps: dict[str, Step] = {}

            def add(name: str) -> None:
                if name in nodes and name not in steps:
                    needs = tuple(nodes[name].needs.values())
                    for need in needs:
                        add(need)
                    steps[name] = (name, needs)

            for target in targets:
                add(target)
            self._plans[targets] = list(steps.values())
        return self._plans[targets]
