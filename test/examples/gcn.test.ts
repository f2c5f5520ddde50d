// examples/gcn as a user runs it, and its training beside that of gcn.py.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { arange, manualSeed, optim } from "kindling";
import { normalized, plantedPartition } from "../../examples/gcn/graph.js";
import { GCN, trainingStep } from "../../examples/gcn/model.js";
import { noTorch, runExample, sameLosses, twin, ways } from "./twin.js";

test("the edges help to find the groups", () => {
  const { stdout, stderr } = runExample("gcn", "--seed", "1");
  assert.match(stdout, /^graph {2}400 nodes in 4 groups, 1[789]\d\d edges, 6\d % of them within a group\n/);
  assert.match(stdout, /← taken for\n( {5}[0-3] .* %\n){4}/);
  const [, alone, together] =
    /right {2}([0-9.]+) % of the other 380 nodes without the edges, ([0-9.]+) % with them/.exec(stdout)!;
  assert.ok(Number(alone) > 30 && Number(alone) < 75 && Number(together) > Number(alone) + 15, stdout);
  assert.match(stderr, /with edges: 100% 200\/200 \[/);
});

describe("the graph, and 50 steps with dropout: PyTorch's", { skip: noTorch }, () => {
  let theirs: { edges: number; losses: number[] } | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      theirs ??= twin<NonNullable<typeof theirs>>("gcn", {});
      manualSeed(0);
      const { edges, features, groups } = plantedPartition({
        nodes: 80,
        groups: 4,
        features: 16,
        inside: 6,
        outside: 3,
        signal: 0.4,
      });
      assert.equal(edges.sum().item(), theirs.edges);
      const mix = normalized(edges),
        known = arange(20),
        given = groups.indexSelect(0, known),
        model = new GCN(16, 16, 4);
      const step = way(trainingStep(model, new optim.Adam(model.parameters(), { lr: 0.01, weightDecay: 5e-4 })));
      // relu has a kink, which no sum comes near enough to in these steps. The largest difference seen was 3e-7.
      sameLosses(
        theirs.losses.map(() => step(features, mix, known, given).item()),
        theirs.losses,
        1e-5,
      );
    });
  }
});
